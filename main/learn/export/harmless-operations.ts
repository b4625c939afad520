/**
 * A graph is a program: TensorFlow runs any operation in it, those that write files too. Only graphs of what our own
 * exports consist of are loaded.
 */
const harmless = new Set(
  `
  Placeholder Const Identity Cast Reshape Pad PadV2 ExpandDims Transpose Add AddV2 Sub Mul Div
  RealDiv Mean Sum MatMul BatchMatMul BatchMatMulV2 ReverseV2 StridedSlice Conv2D BiasAdd
  FusedBatchNormV3 Relu AvgPool MaxPool Softmax Erf Rsqrt Square Sqrt Maximum ConcatV2 Fill
  GatherV2 Greater
  Log Max Minimum
  OneHot
`
    .trim()
    .split(/\s+/),
);

/** @throws {Error} with the first operation that our exports never have */
export function refuseForeign(operations: readonly string[]): void {
  const foreign = operations.find((op) => !harmless.has(op));
  if (foreign !== undefined) {
    throw new Error(`it has the operation ${foreign}, which ours never have`);
  }
}
