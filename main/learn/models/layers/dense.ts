import { asRank2 } from '../../engine/shapes.ts';
import { tf } from '../../engine/tensorflow.ts';
import { type LayerKind, only } from './layer.ts';

export interface DenseConfig {
  units: number;
  bias: boolean;
}

/** Fully connected: `[features]` → `[units]` or `[tokens, features]` → `[tokens, units]`, x · kernel + bias. */
export const dense: LayerKind<DenseConfig> = {
  outputShape: (config, inputs) => [...only(inputs).slice(0, -1), config.units],
  parameters(config, inputs) {
    const features = only(inputs).at(-1) ?? 0;
    return [
      {
        name: 'kernel',
        shape: [features, config.units],
        initializer: 'xavier',
        trainable: true,
      },
      ...(config.bias
        ? ([
            { name: 'bias', shape: [config.units], initializer: 'zeros', trainable: true },
          ] as const)
        : []),
    ];
  },
  apply(config, inputs, { parameter }) {
    const x = only(inputs);
    const rows = x.rank === 2 ? x : x.reshape([-1, x.shape.at(-1) ?? 0]);
    const y = tf.matMul(asRank2(rows), asRank2(parameter('kernel')));
    const shifted = config.bias ? y.add(parameter('bias')) : y;
    return x.rank === 2 ? shifted : shifted.reshape([-1, ...x.shape.slice(1, -1), config.units]);
  },
};
