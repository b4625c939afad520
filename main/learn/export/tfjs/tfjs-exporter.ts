import { messageOf, PretextError } from '../../../../shared/errors.ts';
import { fromTensor } from '../../data/matrix.ts';
import { type Tensor, tf } from '../../engine/tensorflow.ts';
import type { Exporter } from '../exporter.ts';
import { toLayersModel } from './convert.ts';
import { readArtifacts, writeArtifacts } from './files.ts';

/** A TensorFlow.js LayersModel, for browsers and Node; verified by loading it again. */
export const tfjs: Exporter = {
  title: 'TensorFlow.js',
  input: 'float tensor [batch, height, width, channels], 0…255; scaling is inside the model',
  fileName: 'model.json',
  async write(model, file) {
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
  async load(file, inputShape) {
    const artifacts = readArtifacts(file);
    const layers = await tf.loadLayersModel(tf.io.fromMemory(artifacts)).catch((error: unknown) => {
      throw new PretextError('corrupt-file', `${file} cannot be loaded: ${messageOf(error)}`, {
        path: file,
        remedy: 'Export the model again.',
        cause: error,
      });
    });
    return {
      predict(images, count) {
        const output = tf.tidy(() => {
          const pixels = tf.tensor(Float32Array.from(images), [count, ...inputShape]);
          return layers.predict(pixels) as unknown as Tensor;
        });
        return Promise.resolve(fromTensor(output));
      },
      dispose() {
        layers.dispose();
        return Promise.resolve();
      },
    };
  },
};
