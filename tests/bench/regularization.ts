/**
 * `npm run bench:regularization -- [fashion|stamps] [minutes] [labels a class, by commas] [draws] [encoder file]`: what the options of fine-tuning are worth:
 * mixup, averaged weights, FixMatch's consistency, and all of them. Test accuracy of the fine-tuned network and seconds, on the same labels.
 * Nothing is tuned here.
 * `TUXPAINT_STAMPS_DIR`, `FASHION_MNIST_DIR`: where the sets are.
 */
import type { RegularizationOptions } from '../../main/learn/finetune/classifier-recipe.ts';
import { compareClassifiers } from '../../main/learn/finetune/compare.ts';
import { PoolFeatures } from '../../main/learn/finetune/pool-features.ts';
import { benchEncoder } from '../support/bench-encoder.ts';
import { drawIndices } from '../support/fashion-mnist.ts';
import { fashionSet, stampSet } from '../support/labelled-sets.ts';

const [name = 'fashion', minutes = '14', budgets = '5,25', draws = '3', pretrained = ''] =
  process.argv.slice(2);
const plain: RegularizationOptions = { mixup: false, averaging: false, consistency: false };
const settings: Record<string, RegularizationOptions> = {
  none: plain,
  mixup: { ...plain, mixup: true },
  averaging: { ...plain, averaging: true },
  consistency: { ...plain, consistency: true },
  all: { mixup: true, averaging: true, consistency: true },
};
const set = name === 'stamps' ? await stampSet() : fashionSet();
const { train, trainLabels, test, testLabels, classes } = set;
const made = await benchEncoder(train, Number(minutes), pretrained);
const pool = { encoder: made.encoder, weights: made.weights, pool: train, seed: 1 };
const features = new PoolFeatures(pool);

console.log('labels a class, draw | options | accuracy, % | s');
for (let draw = 1; draw <= Number(draws); draw++) {
  for (const perClass of budgets.split(',').map(Number)) {
    const labelled = drawIndices(Buffer.from(trainLabels), train.count, perClass, draw);
    const labels = Int32Array.from(labelled, (i) => trainLabels[i] ?? 0);
    for (const [called, regularization] of Object.entries(settings)) {
      const began = performance.now();
      const { scores } = await compareClassifiers({
        ...pool,
        ...{ features, regularization, labels, classes, seed: draw },
        labelled: Int32Array.from(labelled),
        kinds: ['fine_tuned'],
        test: { source: test, labels: testLabels },
      });
      const accuracy = 100 * (scores?.fine_tuned?.accuracy ?? Number.NaN);
      const seconds = (performance.now() - began) / 1000;
      console.log(
        [`${perClass}, ${draw}`, called, accuracy.toFixed(1), seconds.toFixed(0)].join(' | '),
      );
    }
  }
}
made.remove();
