import type { EncoderDefinition } from './encoder.ts';
import { GraphBuilder, graphInput, shapeOf } from './graph.ts';
import { patchGrid } from './layers/patch-embedding.ts';
import { transformerBlock } from './transformer-block.ts';

const features = 128;
const depth = 6;
const heads = 4;

/** Side of a patch, pixels: some 50 to 150 patches an image. */
function patchFor(side: number): number {
  if (side <= 16) return 2;
  if (side <= 32) return 4;
  return side <= 96 ? 8 : 16;
}

/**
 * A vision transformer for small images and laptops (Dosovitskiy et al. 2020, arXiv 2010.11929): patches of 4 × 4
 * pixels up to a side of 32, 8 × 8 up to 96; fixed positions, six pre-norm blocks of 128 features and 4 heads; 1.2
 * million weights. No class token: the embedding is the mean of all tokens (He et al. 2021, arXiv 2111.06377, appendix
 * A.1), normalized over images, as the same appendix does before a linear probe.
 */
export const vitTiny: EncoderDefinition = {
  title: 'Small vision transformer',
  kinds: ['images', 'video'],
  seesPatches: true,
  build(inputShape) {
    const patch = patchFor(Math.max(...inputShape.slice(0, 2)));
    const [rows, columns] = patchGrid(patch, inputShape);
    const graph = new GraphBuilder(inputShape);
    const patches = graph.add('patchEmbedding', 'patches', [graphInput], { patch, features });
    const placed = graph.add('positions', 'positions', [patches], { rows, columns });
    let x = placed;
    for (let block = 1; block <= depth; block++) {
      x = transformerBlock(graph, `block${block}`, x, { features, heads });
    }
    const last = graph.add('layerNorm', 'norm', [x], {});
    const featureMap = graph.add('grid', 'map', [last], { rows, columns });
    const pooled = graph.add('globalAveragePool', 'pool', [featureMap], {});
    // Codes of the places add up to one large vector in all means, beside which pictures hardly differ.
    graph.add('batchNorm', 'pool_bn', [pooled], {});
    const built = graph.build();
    const [count = 0] = shapeOf(built, placed);
    return { graph: built, featureMap, tokens: { patch, rows, columns, count, placed, last } };
  },
};
