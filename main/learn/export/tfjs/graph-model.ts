import type { io } from '@tensorflow/tfjs-core';
import { packedLayout } from '../../../../shared/sample-spec.ts';
import { sampleInput } from '../../data/sample-source.ts';
import { graphOf, inputName, resultName } from '../../engine/compile-function.ts';
import { nativeBackend } from '../../engine/tensorflow.ts';
import { foldConstants } from '../../engine/trace/fold-constants.ts';
import type { Attribute, GraphNode } from '../../engine/trace/proto.ts';
import { pixelOffset, pixelScale } from '../../models/scaling.ts';
import { answerNameOf, answerOf, answerSizeOf, type ExportableModel } from '../exporter.ts';
import { inputNameOf } from '../model-input.ts';
import type { TfjsAttribute, TfjsNode } from './graph-schema.ts';

/**
 * The model as a tfjs GraphModel, for what layers cannot express: the TensorFlow graph of its inference, as JSON, with
 * its constants as weights. Samples in, pictures as float `[batch, height, width, channels]`, 0…255; class probabilities out.
 */
export function toGraphModel(model: ExportableModel): io.ModelArtifacts {
  const { spec } = model;
  const inputShape = packedLayout(spec).shape;
  const shown = [-1, ...inputShape];
  const { dtype } = sampleInput(model, 1);
  // Browsers have no bytes: pixels are numbers there.
  const isBytes = dtype === 'uint8';
  const traced = graphOf(
    (samples) => answerOf(model, isBytes ? samples.mul(pixelScale).add(pixelOffset) : samples),
    { dtype: isBytes ? 'float32' : dtype, traced: [2, ...inputShape], shown },
  );
  // Browsers compute a graph as it is written, at each call.
  const nodes = foldConstants(traced, resultName);
  const constants = nodes.flatMap(({ name, attr: { value } }) =>
    value?.tensor === undefined ? [] : [{ name, ...value.tensor }],
  );
  return {
    format: 'graph-model',
    modelTopology: { node: nodes.map(nodeJson), versions: { producer } },
    signature: {
      inputs: { [inputNameOf(spec)]: tensorInfo(inputName, shown, dtype) },
      outputs: {
        [answerNameOf(model)]: tensorInfo(resultName, [-1, answerSizeOf(model)], 'float32'),
      },
    },
    weightSpecs: constants.map(({ name, shape, dtype }) => ({
      name,
      shape: shape.dim.map(({ size }) => size),
      dtype: dtype === nativeBackend().binding.TF_INT32 ? 'int32' : 'float32',
    })),
    weightData: constants.map(({ content }) => new Uint8Array(content).buffer),
  };
}

/** Version of TensorFlow's graph format; tfjs only shows it. */
const producer = 1087;

const shapeJson = (shape: readonly number[]) => ({
  dim: shape.map((size) => ({ size: String(size) })),
});

const tensorInfo = (node: string, shape: readonly number[], dtype: string) => ({
  name: `${node}:0`,
  dtype: dtype === 'int32' ? 'DT_INT32' : 'DT_FLOAT',
  tensorShape: shapeJson(shape),
});

/** A node in the JSON of protocol buffers; the value of a constant is among the weights. */
function nodeJson({ name, op, input, attr }: GraphNode): TfjsNode {
  const entries = Object.entries(attr).filter(([, { tensor }]) => tensor === undefined);
  return {
    name,
    op,
    input,
    attr: Object.fromEntries(entries.map(([key, each]) => [key, attributeJson(op, each)])),
  };
}

function attributeJson(op: string, { list, s, i, f, b, type, shape }: Attribute): TfjsAttribute {
  const { binding } = nativeBackend();
  if (list?.i !== undefined) return { list: { i: list.i.map(String) } };
  if (s !== undefined) return { s: Buffer.from(s).toString('base64') };
  if (i !== undefined) return { i: String(i) };
  if (f !== undefined) return { f };
  if (b !== undefined) return { b };
  if (shape !== undefined) return { shape: shapeJson(shape.dim.map(({ size }) => size)) };
  if (type === binding.TF_FLOAT) return { type: 'DT_FLOAT' };
  if (type === binding.TF_INT32) return { type: 'DT_INT32' };
  if (type === binding.TF_BOOL) return { type: 'DT_BOOL' };
  throw new Error(`an attribute of ${op} that no TensorFlow.js graph has`);
}
