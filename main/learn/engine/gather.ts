import type { Tensor } from '@tensorflow/tfjs-core';

type Tensorflow = typeof import('@tensorflow/tfjs-node');

interface GatherBackend {
  executeSingleOutput(name: string, attributes: readonly object[], inputs: unknown[]): Tensor;
  binding: {
    TF_ATTR_INT: number;
    TF_ATTR_TYPE: number;
    TF_FLOAT: number;
    TF_INT32: number;
    TF_BOOL: number;
  };
}

/**
 * Puts a kernel for `tf.gather` in the place of tfjs-node's, which reads the indices to check them: that stops
 * the engine in the middle of a step, and a graph cannot do it. TensorFlow checks them itself and throws.
 */
export function replaceGather(tf: Tensorflow): void {
  const where = ['GatherV2', 'tensorflow'] as const;
  tf.unregisterKernel(...where);
  tf.registerKernel({
    kernelName: where[0],
    backendName: where[1],
    kernelFunc({ inputs, backend, attrs }) {
      const native = backend as unknown as GatherBackend;
      const { x, indices } = inputs;
      const { axis, batchDims } = attrs as unknown as { axis: number; batchDims: number };
      if (x === undefined || indices === undefined) throw new RangeError('gather takes two inputs');
      const { binding } = native;
      const types = { float32: binding.TF_FLOAT, int32: binding.TF_INT32, bool: binding.TF_BOOL };
      const type = (name: string, dtype: string): object => ({
        name,
        type: binding.TF_ATTR_TYPE,
        value: types[dtype as keyof typeof types],
      });
      const attributes = [
        { name: 'batch_dims', type: binding.TF_ATTR_INT, value: batchDims },
        type('Tparams', x.dtype),
        type('Tindices', indices.dtype),
        type('Taxis', 'int32'),
      ];
      return tf.tidy(() => {
        const along = tf.scalar(axis, 'int32');
        return native.executeSingleOutput('GatherV2', attributes, [x, indices, along]) as never;
      });
    },
  });
}
