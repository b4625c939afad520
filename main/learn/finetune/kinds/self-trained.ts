import type { ClassifierKindName } from '../../../../shared/classifier-kinds.ts';
import type { Matrix } from '../../data/matrix.ts';
import { subset } from '../../data/sample-source.ts';
import { logLikelihoods } from '../../evaluate/log-likelihood.ts';
import { bestRound, stillHelps } from '../../selftrain/best-round.ts';
import { type RoundLabel, type SelfTrainingHooks, selfTrain } from '../../selftrain/self-train.ts';
import { agreesAlike } from '../agreement.ts';
import { calibrate } from '../calibrate.ts';
import { chooseKind, estimateOf, favouritesFor } from '../choose-kind.ts';
import type { ImageClassifier } from '../classifier.ts';
import { mapSamples } from '../embed.ts';
import { networkParts } from '../network-trial.ts';
import { classWeights } from '../propagate-labels.ts';
import { type Classifier, disposeClassifier, logitsOf, probabilitiesOf } from '../stages.ts';
import { type Trial, triedLabels } from '../trial.ts';
import { Workbench } from '../workbench.ts';
import { combined } from './combined.ts';
import type { ClassifierKind, SelfTrainingRecord, TrainingHooks } from './kind.ts';
import { frameCodes } from './linear-of-cheap.ts';
import { probeClassifier } from './linear-probe.ts';
import { nearest } from './nearest.ts';
import { propagation } from './propagation.ts';

/** Of those that are favourites the teacher is chosen; it takes steps of its own, so that networks are none. */
const teachers: readonly [ClassifierKindName, ClassifierKind][] = [
  ['frame_codes', frameCodes],
  ['nearest', nearest],
  ['propagation', propagation],
  ['combined', combined],
];

/** Taken when there are too few labels to try how many help. */
const usualRounds = 1;

/**
 * The fine-tuned network's form, taught in rounds by what labels say of the whole pool: as small as it, and better where labels are few. How many
 * rounds help is tried once with a part of the labels hidden.
 */
export const selfTrained: ClassifierKind = {
  async train(bench, hooks) {
    const { labels, classes, takenBack, seed } = bench;
    const part = networkParts(bench)?.[0];
    const runs = part === undefined ? 1 : 2;
    const onStep =
      (run: number): TrainingHooks['onStep'] =>
      (step, steps, loss) =>
        hooks.onStep(run * steps + step, runs * steps, loss);
    /** After each round, as long as they became likelier, and once more. */
    const trials: { trial: Trial; likelihood: number }[] = [];
    if (part !== undefined) {
      const labelled = part.trained.map((i) => bench.labelled[i] ?? 0);
      const handful = { labelled, labels: part.labels, classes, takenBack, inAll: labels.length };
      const some = new Workbench(bench.pool, handful, seed);
      await agreesAlike(some, bench);
      const classifier = await taught(some, onStep(0), async (_, network) => {
        const logits = await mapSamples(part.heldImages, (images) =>
          logitsOf(network, images, false),
        );
        const trial = { tried: part.tried, logits };
        const likelihood = sumOf(logLikelihoods(logits, triedLabels(trial, labels)));
        trials.push({ trial, likelihood });
        return stillHelps(trials.map((each) => each.likelihood));
      });
      disposeClassifier(classifier);
    }
    const best = bestRound(trials.map(({ likelihood }) => likelihood));
    const wanted = part === undefined ? usualRounds : best + 1;
    const rounds: SelfTrainingRecord[] = [];
    const kept: (readonly RoundLabel[])[] = [];
    const classifier = await taught(bench, onStep(runs - 1), (round, _, labelsKept) => {
      const after = trials[rounds.length];
      const estimate = after && estimateOf(after.trial, labels, null);
      const { accuracy = null } = estimate ?? {};
      rounds.push({ ...round, accuracy, tried: part?.tried.length ?? 0 });
      kept.push(labelsKept);
      return Promise.resolve(rounds.length < wanted);
    });
    return { classifier, trial: trials[best]?.trial ?? null, rounds, kept };
  },
};

const sumOf = (values: Float64Array): number => values.reduce((sum, each) => sum + each, 0);

/** Teaches a network that begins as the linear probe. */
async function taught(
  bench: Workbench,
  onStep: TrainingHooks['onStep'],
  onRound: SelfTrainingHooks['onRound'],
): Promise<ImageClassifier> {
  const teacher = await teacherOf(bench, onStep);
  const { classifier } = await probeClassifier(bench);
  try {
    await selfTrain(bench, classifier, teacher, { onStep, onRound });
    return classifier;
  } catch (error) {
    disposeClassifier(classifier);
    throw error;
  }
}

/** What the favourite says of the pool, as a rule propagation or the combination, whichever is right more often on hidden labels: `[images, classes]`. */
async function teacherOf(bench: Workbench, onStep: TrainingHooks['onStep']): Promise<Matrix> {
  // Its own steps are few beside those that it teaches; they can be paused and ended all the same.
  const hooks: TrainingHooks = { onStep: (_, steps) => onStep(0, steps, null) };
  const classifiers = new Map<ClassifierKindName, Classifier>();
  try {
    const trials = new Map<ClassifierKindName, Trial | null>();
    let preferred: ClassifierKindName | null = null;
    const favourites = favouritesFor(bench.pool.images.spec.kind);
    const candidates = favourites.tried.flatMap(({ of }) => of);
    for (const [name, kind] of teachers) {
      if (!candidates.includes(name)) continue;
      const trained = await kind.train(bench, hooks);
      if (trained === null) continue;
      classifiers.set(name, trained.classifier);
      const { trial } = trained;
      if (trained.preferred) preferred = name;
      trials.set(name, trial && calibrate(trained.classifier, trial, bench.labels));
    }
    const weights = await classWeights(bench);
    const { kind } = chooseKind(trials, bench.labels, favourites, weights, preferred);
    const teacher = classifiers.get(kind);
    if (teacher === undefined) throw new RangeError('a teacher needs a label');
    const { rows } = await bench.neighbourhood();
    return await mapSamples(subset(bench.pool.images, rows), (images) =>
      probabilitiesOf(teacher, images),
    );
  } finally {
    for (const classifier of classifiers.values()) disposeClassifier(classifier);
  }
}
