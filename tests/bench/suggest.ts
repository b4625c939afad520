/**
 * `npm run bench:suggest -- [fashion|stamps] [minutes] [draws] [labels a class, by commas] [encoder file] [ways, by commas]`: what labels are worth by how
 * they were chosen. One pretraining without labels (SimCLR); then labels of pictures in a random order or as they are suggested, where
 * `balanced` hears of the labels after each fifth. Three ways to keep labels: the same number of each class, a person passing over
 * pictures of a class that has its share; all that were looked at for that; and of these the first, as many as were wanted.
 * Accuracy of Poisson learning with equal class sizes on the pool's other images, whose labels nothing else sees.
 * `TUXPAINT_STAMPS_DIR`, `FASHION_MNIST_DIR`: where the sets are.
 */
import { argMaxRows } from '../../main/learn/data/matrix.ts';
import { permutation } from '../../main/learn/data/seeded.ts';
import { PoolFeatures } from '../../main/learn/finetune/pool-features.ts';
import { withClassSizes } from '../../main/learn/propagate/class-sizes.ts';
import { poissonLearning } from '../../main/learn/propagate/poisson.ts';
import { suggestBalanced } from '../../main/learn/select/connected.ts';
import { connectedPool } from '../../main/learn/select/connected-pool.ts';
import { suggestTypical } from '../../main/learn/select/typical.ts';
import { benchEncoder } from '../support/bench-encoder.ts';
import { fashionSet, stampSet } from '../support/labelled-sets.ts';

const [
  name = 'fashion',
  minutes = '4',
  draws = '5',
  budgets = '1,5',
  pretrained = '',
  ways = 'random,typical,spectral,balanced',
] = process.argv.slice(2);
const { train, trainLabels, classes } = name === 'stamps' ? await stampSet() : fashionSet();
const {
  encoder: encoderName,
  weights,
  remove,
} = await benchEncoder(train, Number(minutes), pretrained);
const pool = await connectedPool(
  new PoolFeatures({ encoder: encoderName, weights, pool: train, seed: 1 }),
);
const { features, graph, smooth } = pool;
remove();
const labelOf = (row: number): number => trainLabels[row] ?? 0;

/** What to look at next, of what has been looked at so far. */
type Chooser = (
  seen: readonly number[],
  wanted: number,
  draw: number,
) => Promise<number[]> | number[];

const choosers: Record<string, Chooser> = {
  random: (seen, _, draw) => Array.from(permutation(train.count, draw)).slice(seen.length),
  typical: (seen, wanted, draw) =>
    suggestTypical(features, seen, 4 * wanted, draw).map(({ row }) => row),
  spectral: (seen, wanted, draw) =>
    suggestTypical(smooth, seen, 4 * wanted, draw).map(({ row }) => row),
  async balanced(seen, wanted, draw) {
    // Names of classes come as they are met, as in the app.
    const names = [...new Set(seen.map(labelOf))];
    const labels = seen.map((row) => names.indexOf(labelOf(row)));
    const known = { rows: seen, labels, classes: names.length };
    const suggested = await suggestBalanced(pool, known, Math.max(1, Math.round(wanted / 5)), draw);
    return suggested.map(({ row }) => row);
  },
};

/** Labels kept, and all that were looked at. */
async function labelled(
  choose: Chooser,
  perClass: number,
  draw: number,
): Promise<{ kept: number[]; seen: number[] }> {
  const wanted = perClass * classes;
  const kept: number[] = [];
  const seen: number[] = [];
  const given = new Int32Array(classes);
  while (kept.length < wanted && seen.length < 4 * wanted) {
    for (const row of await choose(seen, wanted, draw)) {
      if (kept.length === wanted || seen.length === 4 * wanted) break;
      seen.push(row);
      const label = labelOf(row);
      if ((given[label] ?? 0) === perClass) continue;
      given[label] = (given[label] ?? 0) + 1;
      kept.push(row);
    }
  }
  return { kept, seen };
}

async function accuracy(rows: readonly number[]): Promise<number> {
  const names = [...new Set(rows.map(labelOf))];
  const labels = rows.map((row) => names.indexOf(labelOf(row)));
  const { scores } = await poissonLearning(graph, { rows, labels, classes: names.length });
  const equal = names.map(() => 1 / names.length);
  const said = argMaxRows(withClassSizes(scores, equal));
  const known = new Set(rows);
  const others = Array.from(trainLabels.keys()).filter((row) => !known.has(row));
  const right = others.filter((row) => names[said[row] ?? 0] === labelOf(row));
  return (100 * right.length) / others.length;
}

console.log(`${name}: ${train.count} images, ${classes} classes, mean of ${draws} draws`);
for (const perClass of budgets.split(',').map(Number)) {
  for (const [how, choose] of Object.entries(choosers)) {
    if (!ways.split(',').includes(how)) continue;
    const figures: number[][] = [];
    for (let draw = 1; draw <= Number(draws); draw++) {
      const { kept, seen } = await labelled(choose, perClass, draw);
      const first = seen.slice(0, perClass * classes);
      const rights = [await accuracy(kept), await accuracy(seen), await accuracy(first)];
      figures.push([kept.length, seen.length, ...rights]);
    }
    const mean = (column: number): string =>
      (figures.reduce((sum, each) => sum + (each[column] ?? 0), 0) / figures.length).toFixed(1);
    const each = figures.map((row) => (row[2] ?? 0).toFixed(1)).join(' ');
    console.log(
      `${perClass} a class, ${how}: ${mean(0)} labels kept of ${mean(1)}: ${mean(2)} % (${each}); all kept ${mean(3)} %; only the first ${perClass * classes} looked at ${mean(4)} %`,
    );
  }
}
