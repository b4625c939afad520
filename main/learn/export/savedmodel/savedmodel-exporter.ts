import { readFileSync } from 'node:fs';
import path from 'node:path';
import { messageOf, PretextError } from '../../../../shared/errors.ts';
import { writeFileAtomic } from '../../../files/atomic-write.ts';
import { sampleInput } from '../../data/sample-source.ts';
import { dataKinds } from '../../data-kinds/registry.ts';
import { graphOf, inputName, resultName, runGraph } from '../../engine/compile-function.ts';
import { nativeBackend } from '../../engine/tensorflow.ts';
import { typeOf } from '../../engine/trace/inputs.ts';
import { encodeSavedModel, operationsIn, protoShape } from '../../engine/trace/proto.ts';
import { GraphSession, servingTag } from '../../engine/trace/session.ts';
import { answerNameOf, answerOf, answerSizeOf, type Exporter } from '../exporter.ts';
import { refuseForeign } from '../harmless-operations.ts';
import { inputNameOf, inputText } from '../model-input.ts';

/** A TensorFlow SavedModel with the signature `serving_default`; verified by TensorFlow. */
export const savedmodel: Exporter = {
  title: 'TensorFlow SavedModel',
  input: (spec) =>
    `signature "serving_default", input "${inputNameOf(spec)}": ${inputText(spec, sampleInput({ spec }, 1).dtype)}`,
  fileName: 'saved_model.pb',
  loader: () => 'tf.saved_model.load',
  async write(model, file) {
    const { binding } = nativeBackend();
    const { toSamples, toNetwork } = dataKinds[model.spec.kind];
    const { dtype, shape } = sampleInput(model, 2);
    const shown = [-1, ...shape.slice(1)];
    const nodes = graphOf((fed) => answerOf(model, toNetwork(toSamples(fed))), {
      dtype,
      traced: shape,
      shown,
    });
    const signature = {
      inputs: {
        [inputNameOf(model.spec)]: {
          name: `${inputName}:0`,
          dtype: typeOf(dtype),
          shape: protoShape(shown),
        },
      },
      outputs: {
        [answerNameOf(model)]: {
          name: `${resultName}:0`,
          dtype: binding.TF_FLOAT,
          shape: protoShape([-1, answerSizeOf(model)]),
        },
      },
      methodName: 'tensorflow/serving/predict',
    };
    const signatures = { serving_default: signature };
    writeFileAtomic(file, [encodeSavedModel(nodes, servingTag, binding.TF_Version, signatures)]);
    return await Promise.resolve();
  },
  async load(file, spec) {
    const session = open(file);
    return await Promise.resolve({
      predict(samples, count) {
        const values = runGraph(session, samples.slice(), sampleInput({ spec }, count));
        return Promise.resolve({
          rows: count,
          columns: values.length / Math.max(1, count),
          values,
        });
      },
      dispose() {
        session.dispose();
        return Promise.resolve();
      },
    });
  },
};

function open(file: string): GraphSession {
  try {
    refuseForeign(operationsIn(readFileSync(file)));
    return new GraphSession(path.dirname(file));
  } catch (error) {
    throw new PretextError('corrupt-file', `${file} is no usable export: ${messageOf(error)}`, {
      path: file,
      remedy: 'Export the model again.',
      cause: error,
    });
  }
}
