/**
 * `npm run bench:labels -- [fashion|stamps] [minutes] [draws] [method] [labels a class, by commas] [kinds, by commas] [random,suggested]`: what a handful of
 * labels is worth. One pretraining without labels; then, for each number of labels a class, drawn at random and suggested as the app
 * suggests, the test accuracy of every way to use them. Nothing is tuned on test labels. It takes hours: with `BENCH_KEEP=folder` the encoder and each
 * finished set of labels are kept there, and a run that was ended goes on.
 * `TUXPAINT_STAMPS_DIR`, `FASHION_MNIST_DIR`: where the sets are.
 */
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { permutation } from '../../main/learn/data/seeded.ts';
import { compareClassifiers } from '../../main/learn/finetune/compare.ts';
import { PoolFeatures } from '../../main/learn/finetune/pool-features.ts';
import { methodNamed } from '../../main/learn/pretext/method.ts';
import { pretrainConfig } from '../../main/learn/pretrain/config.ts';
import { pretrain } from '../../main/learn/pretrain/pretrain.ts';
import { connectedPool } from '../../main/learn/select/connected-pool.ts';
import { suggestTypicalThenDoubtful } from '../../main/learn/select/typical-then-doubtful.ts';
import { type ClassifierKindName, classifierKindsFor } from '../../shared/classifier-kinds.ts';
import { KeptOutcomes } from '../support/kept-outcomes.ts';
import { fashionSet, stampSet } from '../support/labelled-sets.ts';

const [
  name = 'fashion',
  minutes = '14',
  draws = '3',
  method = 'simclr',
  budgets = '1,5,10,25,100',
  wanted = classifierKindsFor('images').join(),
  ways = 'random,suggested',
] = process.argv.slice(2);
const kinds = classifierKindsFor('images').filter((kind) => wanted.split(',').includes(kind));
const set = name === 'stamps' ? await stampSet() : fashionSet();
const keep = process.env['BENCH_KEEP'];
const dir = keep
  ? path.join(keep, `${name}-${method}-${minutes}`)
  : mkdtempSync(path.join(tmpdir(), 'pretext-labels-'));
mkdirSync(dir, { recursive: true });
const { train, trainLabels, test, testLabels, classes } = set;
const began = performance.now();
const minutesSince = (): string => ((performance.now() - began) / 60_000).toFixed(1);
console.log(
  `${name}: ${train.count} training images, ${test.count} test images, ${classes} classes`,
);

const config = pretrainConfig(methodNamed(method), {
  budget: { kind: 'minutes', minutes: Number(minutes) },
});
const weights = path.join(dir, 'encoder.safetensors');
if (!existsSync(weights)) {
  const { verdict, steps } = await pretrain({
    config,
    source: train,
    known: null,
    checkpointFile: () => path.join(dir, 'checkpoint.safetensors'),
    encoderFile: weights,
  });
  console.log(
    `${method}: ${steps} steps in ${minutes} min (${verdict.state}); ${minutesSince()} min`,
  );
}

const features = new PoolFeatures({ encoder: config.encoder, weights, pool: train, seed: 1 });
const pool = await connectedPool(features);
console.log(`features and graph; ${minutesSince()} min`);

/** What a person has without pretraining on the unlabelled images. */
const baselines = ['pixels', 'patch_codes', 'scratch'] as const;
type Accuracies = Partial<Record<ClassifierKindName | 'chosen' | 'best baseline', number>>;

interface Outcome {
  perClass: number;
  how: 'random' | 'suggested';
  draw: number;
  kinds: ClassifierKindName[];
  /** Labels that were used, and images that a person looked at for them. */
  labels: number;
  looked: number;
  accuracies: Accuracies;
}

const outcomes = new KeptOutcomes<Outcome>(path.join(dir, 'outcomes.jsonl'));

/** The same number of each class, of images in the order that they come in: a person passes over those of a class that has its share. */
class Share {
  readonly kept: number[] = [];
  readonly seen: number[] = [];
  readonly #given = new Int32Array(classes);
  readonly perClass: number;

  constructor(perClass: number) {
    this.perClass = perClass;
  }

  get isFull(): boolean {
    return this.kept.length === this.perClass * classes;
  }

  look(row: number): void {
    this.seen.push(row);
    const label = trainLabels[row] ?? 0;
    if ((this.#given[label] ?? 0) === this.perClass) return;
    this.#given[label] = (this.#given[label] ?? 0) + 1;
    this.kept.push(row);
  }
}

function randomLabels(perClass: number, draw: number): Share {
  const share = new Share(perClass);
  for (const row of permutation(train.count, 100 * draw + perClass)) {
    if (share.isFull) break;
    share.look(row);
  }
  return share;
}

/** Suggestions that are looked at, for each label that is wanted, at most: of a class that none is of, there are as many as there are. */
const lookedAt = 4;

/** Suggested a fifth of the budget at a time, each time with all that were looked at as labels, their classes named as they are met. */
async function suggestedLabels(perClass: number, draw: number): Promise<Share> {
  const share = new Share(perClass);
  const wanted = perClass * classes;
  const most = Math.min(lookedAt * wanted, train.count);
  while (!share.isFull && share.seen.length < most) {
    const names = [...new Set(share.seen.map((row) => trainLabels[row] ?? 0))];
    const labels = share.seen.map((row) => names.indexOf(trainLabels[row] ?? 0));
    const known = { rows: share.seen, labels, classes: names.length };
    const count = Math.max(1, Math.round(wanted / 5));
    const next = await suggestTypicalThenDoubtful(pool, known, count, draw);
    for (const { row } of next) if (!share.isFull) share.look(row);
    if (next.length === 0) break;
  }
  return share;
}

async function accuracies(labelled: Int32Array, seed: number): Promise<Accuracies> {
  const { scores, chosen } = await compareClassifiers({
    encoder: config.encoder,
    weights,
    pool: train,
    labelled,
    labels: labelled.map((row) => trainLabels[row] ?? 0),
    classes,
    kinds,
    test: { source: test, labels: testLabels },
    seed,
    features,
  });
  const of = (kind: ClassifierKindName): number => scores?.[kind]?.accuracy ?? Number.NaN;
  return {
    ...Object.fromEntries(kinds.flatMap((kind) => (scores?.[kind] ? [[kind, of(kind)]] : []))),
    // The product chooses among all of them.
    ...(baselines.every((kind) => kinds.includes(kind))
      ? { chosen: of(chosen.kind), 'best baseline': Math.max(...baselines.map(of)) }
      : {}),
  };
}

const columns = [...kinds, 'chosen', 'best baseline'] as const;
const titleWidth = 25;
const header = (): void =>
  console.log('labels a class'.padEnd(titleWidth), ...columns.map((each) => each.padStart(13)));

function print(title: string, shown: readonly Outcome[]): void {
  const cells = columns.map((column) => {
    const all = shown.flatMap((each) => each.accuracies[column] ?? []);
    const mean = all.reduce((sum, each) => sum + each, 0) / all.length;
    const complete = all.length > 0 && all.length === shown.length;
    return (complete ? (100 * mean).toFixed(1) : '–').padStart(13);
  });
  console.log(title.padEnd(titleWidth), ...cells, ` ${minutesSince()} min`);
}

const steps = budgets
  .split(',')
  .map(Number)
  .filter((perClass) => perClass * classes <= train.count / 2)
  .flatMap((perClass) => [
    { perClass, how: 'random' as const },
    { perClass, how: 'suggested' as const },
  ])
  .filter(({ how }) => ways.split(',').includes(how));
const same = (a: Outcome, b: Pick<Outcome, 'perClass' | 'how' | 'draw'>): boolean =>
  a.perClass === b.perClass && a.how === b.how && a.draw === b.draw;

header();
// A draw after the other, so that a run that is ended has some of each number of labels.
for (let draw = 1; draw <= Number(draws); draw++) {
  for (const { perClass, how } of steps) {
    if (outcomes.has((each) => same(each, { perClass, how, draw }), kinds)) continue;
    const share =
      how === 'random' ? randomLabels(perClass, draw) : await suggestedLabels(perClass, draw);
    const labelled = Int32Array.from(share.kept);
    const outcome: Outcome = {
      ...{ perClass, how, draw, kinds, labels: labelled.length, looked: share.seen.length },
      accuracies: await accuracies(labelled, draw),
    };
    outcomes.add(outcome);
    print(`${perClass} ${how} ${draw}: ${outcome.labels} of ${outcome.looked}`, [outcome]);
  }
}

console.log(`\nmean of ${draws} draws`);
header();
for (const { perClass, how } of steps) {
  const drawn = Array.from({ length: Number(draws) }, (_, i) => ({ perClass, how, draw: i + 1 }));
  const rows = drawn.map((each) => outcomes.merged((other) => same(other, each)));
  const looked = rows.reduce((sum, each) => sum + each.looked, 0) / rows.length;
  print(`${perClass} ${how}, of ${looked.toFixed(0)}`, rows);
}
if (!keep) rmSync(dir, { recursive: true });
