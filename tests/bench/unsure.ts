/**
 * `npm run bench:unsure -- [minutes] [labels a class, by commas] [draws] [encoder file]`: what the threshold for "unsure" is worth that a handful of
 * hidden labels finds, for answers that are right nine times in ten: the share of Fashion-MNIST's 10,000 test images that is
 * answered, how much of that is right, and what the hidden labels had said of both. With the calibration error on test images and on hidden labels.
 * `FASHION_MNIST_DIR`: where the set is.
 */
import type { Matrix } from '../../main/learn/data/matrix.ts';
import { answersLeft } from '../../main/learn/evaluate/unsure.ts';
import { compareClassifiers } from '../../main/learn/finetune/compare.ts';
import { PoolFeatures } from '../../main/learn/finetune/pool-features.ts';
import type { ClassifierKindName } from '../../shared/classifier-kinds.ts';
import { benchEncoder } from '../support/bench-encoder.ts';
import { drawIndices } from '../support/fashion-mnist.ts';
import { fashionSet } from '../support/labelled-sets.ts';

const [minutes = '4', budgets = '3,10,50', draws = '3', pretrained = ''] = process.argv.slice(2);
const kinds: ClassifierKindName[] = ['patch_codes', 'linear_probe', 'propagation', 'combined'];
const { train, trainLabels, test, testLabels, classes } = fashionSet();
const {
  encoder: encoderName,
  weights,
  remove,
} = await benchEncoder(train, Number(minutes), pretrained);
const pool = { encoder: encoderName, weights, pool: train, seed: 1 };
const features = new PoolFeatures(pool);
const percent = (share: number): string => (100 * share).toFixed(1);
console.log(
  'labels a class, draw | kind | threshold | basis | answered | right | right of all | answered, hidden | right, hidden | calibration error | hidden',
);
for (const perClass of budgets.split(',').map(Number)) {
  for (let draw = 1; draw <= Number(draws); draw++) {
    const labelled = drawIndices(Buffer.from(trainLabels), train.count, perClass, draw);
    const labels = Int32Array.from(labelled, (i) => trainLabels[i] ?? 0);
    const tested = new Map<ClassifierKindName, Matrix>();
    const request = { ...pool, features, labelled: Int32Array.from(labelled), labels, classes };
    const known = await compareClassifiers({
      ...request,
      kinds,
      test: { source: test, labels: testLabels },
      onTested: (kind, probabilities) => tested.set(kind, probabilities),
    });
    const hidden = await compareClassifiers({ ...request, kinds, test: null });
    for (const kind of kinds) {
      const unsure = known.unsure[kind];
      const probabilities = tested.get(kind);
      if (unsure === undefined || probabilities === undefined) continue;
      const left = answersLeft(probabilities, testLabels);
      const at = Math.round(100 * unsure.below);
      const of = ({ answered, right, samples }: typeof left): string[] => [
        percent((answered[at] ?? 0) / samples),
        percent((right[at] ?? 0) / Math.max(1, answered[at] ?? 0)),
      ];
      console.log(
        [
          `${perClass}, ${draw}`,
          kind,
          unsure.below,
          unsure.basis,
          ...of(left),
          percent((left.right[0] ?? 0) / left.samples),
          ...of(unsure),
          percent(known.calibration[kind]?.error ?? Number.NaN),
          percent(hidden.calibration[kind]?.error ?? Number.NaN),
        ].join(' | '),
      );
    }
  }
}
remove();
