import { InferenceSession, Tensor } from 'onnxruntime-node';
import { messageOf, PretextError } from '../../../../shared/errors.ts';
import { writeFileAtomic } from '../../../files/atomic-write.ts';
import { sampleInput } from '../../data/sample-source.ts';
import { answerNames, type Exporter } from '../exporter.ts';
import { inputNameOf, inputText } from '../model-input.ts';
import { toOnnx } from './convert.ts';

/** ONNX, for onnxruntime and what builds on it; verified by onnxruntime-node. */
export const onnx: Exporter = {
  title: 'ONNX',
  input: (spec) =>
    `tensor "${inputNameOf(spec)}", ${inputText(spec, sampleInput({ spec }, 1).dtype)}`,
  fileName: 'model.onnx',
  loader: () => 'InferenceSession of ONNX Runtime',
  async write(model, file) {
    writeFileAtomic(file, [toOnnx(model)]);
    return await Promise.resolve();
  },
  async load(file, spec) {
    let session: InferenceSession;
    try {
      session = await InferenceSession.create(file, { logSeverityLevel: 3 });
    } catch (error) {
      throw new PretextError(
        'corrupt-file',
        `${file} is no usable ONNX model: ${messageOf(error)}`,
        {
          path: file,
          remedy: 'Export the model again.',
          cause: error,
        },
      );
    }
    return {
      async predict(samples, count) {
        const { dtype, shape } = sampleInput({ spec }, count);
        const feed = { [inputNameOf(spec)]: new Tensor(dtype, samples as never, shape) };
        const results = await session.run(feed);
        const result = answerNames.map((name) => results[name]).find((found) => found);
        if (result === undefined || !(result.data instanceof Float32Array)) {
          throw new PretextError(
            'corrupt-file',
            `${file} has no output called ${answerNames.join(' or ')}.`,
            {
              path: file,
            },
          );
        }
        const values = result.data;
        return { rows: count, columns: values.length / Math.max(1, count), values };
      },
      dispose: () => session.release(),
    };
  },
};
