import { GraphBuilder } from '../../models/graph.ts';
import { Network } from '../../models/network.ts';
import { setDense } from '../../models/set-dense.ts';
import { logisticRegression } from '../logistic-regression.ts';
import { standardize, unstandardized } from '../standardize.ts';
import type { ClassifierKind } from './kind.ts';

/**
 * Logistic regression on what features give that take seconds: of pictures codes of patches (Coates, Ng and Lee 2011).
 * @param name of the network in files
 */
const linearOfCheap = (name: string): ClassifierKind => ({
  async train(bench) {
    const { labels, classes, seed } = bench;
    const cheap = await bench.pool.cheap();
    const { labelled, standardization } = await bench.codes();
    const linear = logisticRegression(
      standardize(labelled, standardization),
      labels,
      classes,
      seed,
    );
    const builder = new GraphBuilder(bench.pool.inputShape);
    const codes = cheap.add(builder);
    builder.add('dense', 'logits', [codes], { units: classes, bias: true });
    const network = new Network(name, builder.build(), 0);
    cheap.set(network);
    const { kernel, bias } = unstandardized(linear, standardization);
    setDense(network, 'logits', kernel, bias);
    return {
      classifier: { stages: [{ network, output: 'logits' }] },
      trial: linear.outOfFold,
    };
  },
});

export const patchCodes = linearOfCheap('patch_codes');
/** Of a table: its columns are features already. */
export const columns = linearOfCheap('columns');
/** Of recordings: statistics of their cepstra. */
export const mfcc = linearOfCheap('mfcc');
/** Of clips: their mean frame and how they move. */
export const frameCodes = linearOfCheap('frame_codes');
/** Of a text: counts of its tokens, weighted. */
export const tfIdf = linearOfCheap('tf_idf');
