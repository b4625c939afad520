import { argMaxRows, type Matrix, pickRows } from '../data/matrix.ts';
import { subset } from '../data/sample-source.ts';
import type { ImageClassifier } from '../finetune/classifier.ts';
import { type ClassifierRecipe, fineTuneRecipe } from '../finetune/classifier-recipe.ts';
import { mapSamples } from '../finetune/embed.ts';
import { probabilitiesOf } from '../finetune/stages.ts';
import { certain, trainClassifier } from '../finetune/train-classifier.ts';
import type { Workbench } from '../finetune/workbench.ts';
import { hasChanged } from './has-changed.ts';
import { type KeepRule, type KeptLabel, keepConfident } from './keep-confident.ts';
import { renormalized, type TakenBack, withoutTakenBack } from './taken-back.ts';

/** What a round came to. */
export interface SelfTrainingRound {
  /** Labels that were kept. */
  kept: number;
  /** Of the images that no person labelled. */
  unlabelled: number;
  /** Mean probability of the kept labels. */
  sureness: number;
  /** The least of each class. */
  thresholds: number[];
  /** Kept labels that have changed, see `hasChanged`; 0 in the first round. */
  changed: number;
}

/** A label that a round kept. */
export interface RoundLabel extends KeptLabel {
  /** Index in the pool. */
  row: number;
  /** What the teacher of the round before called the image, kept or not; null in the first. */
  before: number | null;
}

export interface SelfTrainingHooks {
  /** Called after each step of each round. */
  onStep(step: number, steps: number, loss: number): Promise<void>;
  /** Called after each round with its network; false ends it here. */
  onRound(
    round: SelfTrainingRound,
    classifier: ImageClassifier,
    kept: readonly RoundLabel[],
  ): Promise<boolean>;
}

/** At most. */
const selfTrainingRounds = 3;
/** Wide: what is half sure, as probabilities, teaches more than the sure alone, which are the easy ones (decision 20). */
const keepRule: KeepRule = { sure: 0.5, least: 0.8, most: 1 };
/** A person's labels are this share of a lesson at least, repeated where they are few. */
const personShare = 0.05;

/** A round goes over its lesson this often, within these bounds. */
const passes = 12;
const [fewestSteps, mostSteps] = [100, 400];

/** On many images: the head moves too, and all of the way is gone. */
const recipe: ClassifierRecipe = {
  ...fineTuneRecipe,
  batchSize: 128,
  learningRate: 2e-3,
  trainHead: true,
};

/**
 * Self-training in rounds (Lee 2013, Pseudo-Label; noisy student, Xie et al. 2020, arXiv 1911.04252): a teacher says what each image of
 * the pool is; what it is surest of, class by class, is kept; the network learns from that and from the person's labels under
 * augmentation; the mean of the teacher and the network is the next round's teacher, so labels change from round to round. What a person took
 * back is never kept, and is no part of what is learnt from.
 *
 * @param classifier where the first round starts; it is trained on
 * @param teacher calibrated probabilities of the neighbourhood's images, `[images, classes]`
 */
export async function selfTrain(
  bench: Workbench,
  classifier: ImageClassifier,
  teacher: Matrix,
  hooks: SelfTrainingHooks,
): Promise<void> {
  const { rows, nodeOf } = await bench.neighbourhood();
  const source = subset(bench.pool.images, rows);
  const known = new Set(nodeOf);
  const takenBack = inNeighbourhood(bench.takenBack, rows);
  let believed = teacher;
  let calledBefore: Int32Array | null = null;
  for (let round = 0; round < selfTrainingRounds; round++) {
    const left = withoutTakenBack(believed, takenBack);
    const kept = keepConfident(left, known, keepRule);
    const { chosen, targets } = lesson(bench, nodeOf, kept, left);
    const wanted = Math.ceil((passes * chosen.length) / recipe.batchSize);
    const steps = Math.min(mostSteps, Math.max(fewestSteps, wanted));
    const path = await trainClassifier({
      classifier,
      source: subset(source, chosen),
      targets,
      recipe: { ...recipe, steps },
      seed: bench.seed + round,
      onStep: (step, loss) => hooks.onStep(round * steps + step, selfTrainingRounds * steps, loss),
    });
    path.dispose();
    const said = await mapSamples(source, (images) => probabilitiesOf(classifier, images));
    believed = mean(teacher, said);
    const labels = kept.map(({ row, label, sureness }) => ({
      row: rows[row] ?? 0,
      label,
      sureness,
      before: calledBefore?.[row] ?? null,
    }));
    calledBefore = argMaxRows(left);
    const summary = {
      ...summaryOf(kept, bench.classes),
      unlabelled: rows.length - known.size,
      changed: labels.filter(({ label, before }) => hasChanged(label, before)).length,
    };
    if (!(await hooks.onRound(summary, classifier, labels))) return;
  }
}

/** By place among the neighbourhood's images in place of the pool's; those that it does not hold are left out. */
function inNeighbourhood(takenBack: readonly TakenBack[], rows: Int32Array): TakenBack[] {
  const node = new Map(Array.from(rows, (row, at) => [row, at]));
  return takenBack.flatMap(({ row, label }) => {
    const at = node.get(row);
    return at === undefined ? [] : [{ row: at, label }];
  });
}

/** Rows to learn from and what they are: kept ones as the teacher says, a person's as they are, repeated. */
function lesson(
  { labels, classes }: Workbench,
  nodeOf: Int32Array,
  kept: readonly KeptLabel[],
  believed: Matrix,
): { chosen: Int32Array; targets: Matrix } {
  const rows = kept.map(({ row }) => row);
  const repeats = Math.max(1, Math.ceil((personShare * rows.length) / labels.length));
  const person = Array.from({ length: repeats }, () => Array.from(nodeOf)).flat();
  const known = certain(labels, classes);
  const targets = {
    rows: rows.length + person.length,
    columns: classes,
    values: new Float32Array((rows.length + person.length) * classes),
  };
  targets.values.set(renormalized(pickRows(believed, rows)).values);
  for (let repeat = 0; repeat < repeats; repeat++) {
    targets.values.set(known.values, (rows.length + repeat * labels.length) * classes);
  }
  return { chosen: Int32Array.from([...rows, ...person]), targets };
}

function summaryOf(
  kept: readonly KeptLabel[],
  classes: number,
): Pick<SelfTrainingRound, 'kept' | 'sureness' | 'thresholds'> {
  const thresholds = Array.from({ length: classes }, () => 1);
  let sum = 0;
  for (const { label, sureness } of kept) {
    sum += sureness;
    thresholds[label] = Math.min(thresholds[label] ?? 1, sureness);
  }
  return { kept: kept.length, sureness: sum / Math.max(1, kept.length), thresholds };
}

function mean(a: Matrix, b: Matrix): Matrix {
  return { ...a, values: a.values.map((value, i) => (value + (b.values[i] ?? 0)) / 2) };
}
