import type { GraphBuilder } from './graph.ts';

/** Features of the hidden layer against those of a token (Vaswani et al. 2017, section 3.3). */
const widening = 4;

interface TransformerBlock {
  features: number;
  heads: number;
  /** Of a text: the node of its tokens, and whether a word sees those before it alone. */
  words?: { tokens: string; causal: boolean };
}

/**
 * A pre-norm transformer block: attention, then two linear layers with GELU, each around a shortcut
 * (Dosovitskiy et al. 2020, arXiv 2010.11929, eq. 2 and 3). @returns the name of its output, shaped like its input
 */
export function transformerBlock(
  graph: GraphBuilder,
  name: string,
  input: string,
  { features, heads, words }: TransformerBlock,
): string {
  const before = graph.add('layerNorm', `${name}_norm1`, [input], {});
  const attended =
    words === undefined
      ? graph.add('attention', `${name}_attention`, [before], { heads })
      : graph.add('textAttention', `${name}_attention`, [before, words.tokens], {
          heads,
          causal: words.causal,
        });
  const middle = graph.add('add', `${name}_add1`, [input, attended], {});
  const norm = graph.add('layerNorm', `${name}_norm2`, [middle], {});
  const units = widening * features;
  const wide = graph.add('dense', `${name}_wide`, [norm], { units, bias: true });
  const active = graph.add('gelu', `${name}_gelu`, [wide], {});
  const back = graph.add('dense', `${name}_back`, [active], { units: features, bias: true });
  return graph.add('add', `${name}_add2`, [middle, back], {});
}
