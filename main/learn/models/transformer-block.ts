import type { GraphBuilder } from './graph.ts';

/** Features of the hidden layer against those of a token (Vaswani et al. 2017, section 3.3). */
const widening = 4;

/**
 * A pre-norm transformer block: attention, then two linear layers with GELU, each around a shortcut
 * (Dosovitskiy et al. 2020, arXiv 2010.11929, eq. 2 and 3). @returns the name of its output, shaped like its input
 */
export function transformerBlock(
  graph: GraphBuilder,
  name: string,
  input: string,
  { features, heads }: { features: number; heads: number },
): string {
  const before = graph.add('layerNorm', `${name}_norm1`, [input], {});
  const attended = graph.add('attention', `${name}_attention`, [before], { heads });
  const middle = graph.add('add', `${name}_add1`, [input, attended], {});
  const norm = graph.add('layerNorm', `${name}_norm2`, [middle], {});
  const units = widening * features;
  const wide = graph.add('dense', `${name}_wide`, [norm], { units, bias: true });
  const active = graph.add('gelu', `${name}_gelu`, [wide], {});
  const back = graph.add('dense', `${name}_back`, [active], { units: features, bias: true });
  return graph.add('add', `${name}_add2`, [middle, back], {});
}
