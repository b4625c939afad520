/**
 * `npm run bench:kinds -- [sets, by commas] [minutes] [labels in all, by commas] [draws] [classifiers, by commas, or all] [pretext task]`: for each kind of data, what a pretraining of so many minutes and a
 * few labels are worth beside plain baselines. Three tenths of the labelled samples, of each class as many, are for testing and seen by no training.
 * At random; each class has a label. Nothing is tuned on test labels. What the sets need is in `tests/support/kind-sets.ts`. With `BENCH_KEEP=folder` the encoder
 * and each finished draw are kept there, and a run that was ended goes on.
 */
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { dataKinds } from '../../main/app/data-kinds/registry.ts';
import { importData } from '../../main/app/import-data.ts';
import { Project } from '../../main/app/project.ts';
import { recommend } from '../../main/app/recommend.ts';
import { silentReporter } from '../../main/app/reporter.ts';
import { unknownMachine } from '../../main/app/training-speed.ts';
import { PackedSource } from '../../main/learn/data/packed-source.ts';
import { type SampleSource, subset } from '../../main/learn/data/sample-source.ts';
import { permutation } from '../../main/learn/data/seeded.ts';
import { compareClassifiers } from '../../main/learn/finetune/compare.ts';
import { PoolFeatures } from '../../main/learn/finetune/pool-features.ts';
import { pretrainConfig } from '../../main/learn/pretrain/config.ts';
import { pretrain } from '../../main/learn/pretrain/pretrain.ts';
import { encoderNamed, methodNamed } from '../../main/training/names.ts';
import {
  baselineKinds,
  type ClassifierKindName,
  classifierKindsFor,
} from '../../shared/classifier-kinds.ts';
import { KeptOutcomes } from '../support/kept-outcomes.ts';
import { type KindSet, kindSets } from '../support/kind-sets.ts';

const testShare = 0.3;
/** Of the samples that are not for testing: some must be left without a label. */
const largestShare = 0.8;

const [
  names = Object.keys(kindSets).join(),
  minutes = '2',
  budgets = '5,20,100',
  draws = '3',
  wanted = 'all',
  /** The recommended one when left out. */
  asked,
] = process.argv.slice(2);
const keep = process.env['BENCH_KEEP'];
for (const name of names.split(',')) {
  const set: KindSet | undefined = Object.entries(kindSets).find(([each]) => each === name)?.[1];
  if (set === undefined)
    throw new Error(`no set ${name}; there are ${Object.keys(kindSets).join(', ')}`);
  await measure(name, set);
}

interface Outcome {
  budget: number;
  draw: number;
  kinds: ClassifierKindName[];
  accuracies: Partial<Record<string, number>>;
}

interface Labelled {
  source: SampleSource;
  labels: Int32Array;
}

async function measure(name: string, set: KindSet): Promise<void> {
  const dir = mkdtempSync(path.join(tmpdir(), 'pretext-kinds-'));
  const keptName = `kinds-${[name, minutes, asked].filter(Boolean).join('-')}`;
  const kept = keep ? path.join(keep, keptName) : dir;
  mkdirSync(kept, { recursive: true });
  const project = Project.create(path.join(dir, 'set.pretext'));
  const services = { reporter: silentReporter, signal: new AbortController().signal };
  const { labelsFrom, kind } = set;
  const began = performance.now();
  const report = await importData(
    project,
    await set.inputs(dir),
    { preprocessing: {}, labelsFrom, kind, split: 'train' },
    services,
  );
  console.log(
    `\n${set.title}\n${report.imported} ${dataKinds[kind].noun.many} in ${seconds(began)} s: ${dataKinds[kind].preparation(report.preprocessing as never)}; ${report.skipped.length} skipped, ${report.duplicates.length} duplicates`,
  );
  const { pool, test, classes, close } = divided(project);
  console.log(
    `${pool.source.count} to learn from, ${test.source.count} to test, ${classes} classes`,
  );
  const { task, encoder } = await recommend(project, unknownMachine);
  const method = methodNamed(asked ?? task);
  const config = pretrainConfig(method, {
    encoder: encoderNamed(encoder),
    budget: { kind: 'minutes', minutes: Number(minutes) },
  });
  const weights = path.join(kept, 'encoder.safetensors');
  if (existsSync(weights)) console.log(`${config.method}, ${config.encoder}: kept`);
  else {
    const result = await pretrain({
      config,
      source: pool.source,
      known: null,
      checkpointFile: () => path.join(dir, 'checkpoint.safetensors'),
      encoderFile: weights,
    });
    console.log(
      `${config.method}, ${config.encoder}: ${result.steps} steps in ${result.seconds.toFixed(0)} s, ${result.samplesPerSecond.toFixed(0)} samples/s; ${result.verdict.state}`,
    );
  }
  const features = new PoolFeatures({
    encoder: config.encoder,
    weights,
    pool: pool.source,
    seed: 1,
  });
  const usual = classifierKindsFor(kind).filter((each) => each !== 'self_trained');
  const kinds =
    wanted === 'all'
      ? usual
      : classifierKindsFor(kind).filter((each) => wanted.split(',').includes(each));
  const columns = [...kinds, 'chosen', 'best baseline'] as const;
  console.log('labels', ...columns.map((each) => each.padStart(13)));
  const outcomes = new KeptOutcomes<Outcome>(path.join(kept, 'outcomes.jsonl'));
  for (const budget of budgets.split(',').map(Number)) {
    if (budget < classes || budget > largestShare * pool.source.count) {
      console.log(
        `${String(budget).padStart(6)}  not measured: ${classes} classes, ${pool.source.count} samples to label`,
      );
      continue;
    }
    for (let draw = 1; draw <= Number(draws); draw++) {
      if (outcomes.has((each) => each.budget === budget && each.draw === draw, kinds)) continue;
      const labelled = randomLabels(pool.labels, classes, budget, draw);
      const { scores, chosen } = await compareClassifiers({
        encoder: config.encoder,
        weights,
        pool: pool.source,
        labelled,
        labels: labelled.map((row) => pool.labels[row] ?? 0),
        classes,
        kinds,
        test,
        seed: draw,
        features,
      });
      const of = Object.fromEntries(
        Object.entries(scores ?? {}).map(([each, { accuracy }]) => [each, accuracy]),
      );
      const baselines = baselineKinds.flatMap((each) => of[each] ?? []);
      // The product chooses among all of them.
      const compared = usual.every((each) => kinds.includes(each))
        ? { chosen: of[chosen.kind] ?? Number.NaN, 'best baseline': Math.max(...baselines) }
        : {};
      outcomes.add({ budget, draw, kinds, accuracies: { ...of, ...compared } });
    }
    const drawn = Array.from({ length: Number(draws) }, (_, i) =>
      outcomes.merged((each) => each.budget === budget && each.draw === i + 1),
    );
    const cells = columns.map((column) => {
      const all = drawn.flatMap(({ accuracies }) => accuracies[column] ?? []);
      const mean = all.reduce((sum, each) => sum + each, 0) / all.length;
      return (all.length === drawn.length ? (100 * mean).toFixed(1) : '–').padStart(13);
    });
    console.log(String(budget).padStart(6), ...cells);
  }
  close();
  project.close();
  rmSync(dir, { recursive: true });
}

/** Labelled samples of a project, three tenths of each class apart. */
function divided(project: Project): {
  pool: Labelled;
  test: Labelled;
  classes: number;
  close: () => void;
} {
  const { id } = project.dataset();
  const given = project.store.labels.all(id, 'train');
  const names = [...new Set(given.map((each) => each.class_name))].sort();
  const labelOf = new Map(given.map((each) => [each.sample_id, names.indexOf(each.class_name)]));
  const rows = project.store.samples
    .packedAfter(id, 'train', 0, 1_000_000)
    .filter((row) => labelOf.has(row.id));
  const labels = Int32Array.from(rows, (row) => labelOf.get(row.id) ?? 0);
  const source = new PackedSource(rows.map(({ file, row }) => ({ file: project.path(file), row })));
  const order = Array.from(permutation(rows.length, 1));
  const tested = new Set(
    names.flatMap((_, label) => {
      const ofClass = order.filter((i) => labels[i] === label);
      return ofClass.slice(0, Math.round(testShare * ofClass.length));
    }),
  );
  const part = (isTest: boolean): Labelled => {
    const indices = order.filter((i) => tested.has(i) === isTest);
    return {
      source: subset(source, indices),
      labels: Int32Array.from(indices, (i) => labels[i] ?? 0),
    };
  };
  return {
    pool: part(false),
    test: part(true),
    classes: names.length,
    close: () => source.close(),
  };
}

/** Of each class one, the others as they come. */
function randomLabels(
  labels: Int32Array,
  classes: number,
  count: number,
  draw: number,
): Int32Array {
  const order = Array.from(permutation(labels.length, 100 * draw + count));
  const firsts = Array.from({ length: classes }, (_, label) =>
    order.find((row) => labels[row] === label),
  ).flatMap((row) => row ?? []);
  const others = order.filter((row) => !firsts.includes(row));
  return Int32Array.from([...firsts, ...others].slice(0, count));
}

function seconds(since: number): string {
  return ((performance.now() - since) / 1000).toFixed(1);
}
