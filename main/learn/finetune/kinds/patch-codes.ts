import { addPatchCodes, setPatchCodes } from '../../features/patch-codes.ts';
import { GraphBuilder } from '../../models/graph.ts';
import { Network } from '../../models/network.ts';
import { setDense } from '../../models/set-dense.ts';
import { logisticRegression } from '../logistic-regression.ts';
import { standardize, unstandardized } from '../standardize.ts';
import { type ClassifierKind, trialOf } from './kind.ts';

/** Logistic regression on codes of patches: what features give that take seconds (Coates, Ng and Lee 2011). */
export const patchCodes: ClassifierKind = {
  async train(bench) {
    const { labels, classes, seed } = bench;
    const dictionary = await bench.pool.dictionary();
    const { labelled, standardization } = await bench.codes();
    const linear = logisticRegression(
      standardize(labelled, standardization),
      labels,
      classes,
      seed,
    );
    const builder = new GraphBuilder(bench.pool.inputShape);
    const codes = addPatchCodes(builder, dictionary);
    builder.add('dense', 'logits', [codes], { units: classes, bias: true });
    const network = new Network('patch_codes', builder.build(), 0);
    setPatchCodes(network, dictionary);
    const { kernel, bias } = unstandardized(linear, standardization);
    setDense(network, 'logits', kernel, bias);
    return {
      classifier: { stages: [{ network, output: 'logits' }] },
      trial: trialOf(linear.outOfFold),
    };
  },
};
