import { messageOf } from '../../../../shared/errors.ts';
import { packedLayout, type SampleSpec } from '../../../../shared/sample-spec.ts';
import { fromTensor } from '../../data/matrix.ts';
import { type FedSamples, sampleInput } from '../../data/sample-source.ts';
import { type Tensor, tf } from '../../engine/tensorflow.ts';
import { inputArrays } from '../../engine/trace/inputs.ts';
import type { Exporter, LoadedModel } from '../exporter.ts';
import { inputText } from '../model-input.ts';
import { isLayersModel, toLayersModel } from './convert.ts';
import { corrupt, readArtifacts, writeArtifacts } from './files.ts';
import { toGraphModel } from './graph-model.ts';

/** What tfjs' two kinds of model have in common. */
interface TfjsModel {
  predict(images: Tensor): unknown;
  dispose(): unknown;
}

/**
 * TensorFlow.js, for browsers and Node; verified by loading it again. A LayersModel, which can be trained further and
 * looked into, where layers express the model; a GraphModel otherwise. Both take and give the same.
 */
export const tfjs: Exporter = {
  title: 'TensorFlow.js',
  input: (spec) => inputText(spec, spec.kind === 'text' ? 'int32 tensor' : 'float tensor'),
  fileName: 'model.json',
  loader: (model) => (isLayersModel(model) ? 'tf.loadLayersModel' : 'tf.loadGraphModel'),
  async write(model, file) {
    if (!isLayersModel(model)) {
      writeArtifacts(file, toGraphModel(model));
      return;
    }
    const layers = toLayersModel(model);
    try {
      await layers.save(
        tf.io.withSaveHandler((artifacts) => {
          writeArtifacts(file, artifacts);
          return Promise.resolve({
            modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: 'JSON' },
          });
        }),
      );
    } finally {
      layers.dispose();
    }
  },
  async load(file, spec) {
    const artifacts = readArtifacts(file);
    const source = tf.io.fromMemory(artifacts);
    const isGraph = artifacts.format === 'graph-model';
    try {
      const model: TfjsModel = await (isGraph
        ? tf.loadGraphModel(source)
        : tf.loadLayersModel(source));
      return opened(model, spec);
    } catch (error) {
      throw corrupt(file, `cannot be loaded: ${messageOf(error)}`, error);
    }
  },
};

/** @throws {Error} when the model does not even take one black image: a graph is looked at when it runs only */
function opened(model: TfjsModel, spec: SampleSpec): LoadedModel {
  const inputShape = packedLayout(spec).shape;
  // Pixels are numbers there.
  const dtype = sampleInput({ spec }, 1).dtype === 'int32' ? 'int32' : 'float32';
  const run = (samples: FedSamples, count: number): Tensor =>
    tf.tidy(() => {
      const values = inputArrays[dtype].from(samples);
      return model.predict(tf.tensor(values, [count, ...inputShape], dtype)) as Tensor;
    });
  try {
    run(new inputArrays[dtype](inputShape.reduce((all, each) => all * each, 1)), 1).dispose();
  } catch (error) {
    model.dispose();
    throw error;
  }
  return {
    predict: (samples, count) => Promise.resolve(fromTensor(run(samples, count))),
    dispose() {
      model.dispose();
      return Promise.resolve();
    },
  };
}
