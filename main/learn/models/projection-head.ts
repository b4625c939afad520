import { GraphBuilder, graphInput } from './graph.ts';
import { Network } from './network.ts';

export interface ProjectionHead {
  /** Widths of the hidden layers, each with batch normalization and ReLU. */
  hidden: readonly number[];
  /** Width of the output. */
  size: number;
  /** The output goes through batch normalization too (SimSiam's projector, arXiv 2011.10566, section 3). */
  normalized?: boolean;
}

/**
 * The network between an embedding and a loss, thrown away after pretraining; also a predictor after one
 * (the head g of SimCLR, arXiv 2002.05709, section 4.2).
 *
 * @param features width of its input
 */
export function projectionHead(
  name: string,
  features: number,
  { hidden, size, normalized = false }: ProjectionHead,
  seed: number,
): Network {
  const head = new GraphBuilder([features]);
  let x = graphInput;
  hidden.forEach((units, i) => {
    const layer = i === 0 ? 'hidden' : `hidden${i + 1}`;
    const wide = head.add('dense', layer, [x], { units, bias: false });
    const even = head.add('batchNorm', `${layer}_bn`, [wide], {});
    x = head.add('relu', `${layer}_relu`, [even], {});
  });
  x = head.add('dense', 'projection', [x], { units: size, bias: false });
  if (normalized) head.add('batchNorm', 'projection_bn', [x], {});
  return new Network(name, head.build(), seed);
}
