import type { Method } from '../pretext/method.ts';
import { taskOf } from '../pretext/method.ts';
import type { TrialMeasures } from './judge.ts';
import type { Trial } from './trial.ts';

export interface Choice {
  method: Method;
  /** Why: one plain sentence, or two. */
  reason: string;
}

/** Fewer labels than this say nothing about which encoder is better. */
export const enoughLabels = 50;
/** Trials of fewer steps say little. */
const shortTrial = 20;
/** A lead of the kNN probe after a trial that longer training has turned around (docs/decisions/0018). */
const doubtfulLead = 0.02;

type Judged = Trial & { measures: TrialMeasures };

/**
 * Which of some trials to go on with:
 *
 * 1. Out is what has collapsed or broken down.
 * 2. With `enoughLabels` labels, out is what the kNN probe puts behind the best by more than two points and by more than
 *    chance (a standard error of the difference of two shares). So labels outweigh what follows, as far as they can tell.
 * 3. Of the others, the one whose views find each other most often (`viewRetrieval`). Those within a standard error of it
 *    are equal; of them, the one with the lowest alignment + uniformity (Wang and Isola 2020, arXiv 2005.10242), whose
 *    minimum of both is what a contrastive loss seeks.
 *
 * The effective rank is looked at for collapse alone: across tasks it misleads (docs/decisions/0018).
 *
 * @param trials one at least; the first wins where nothing else decides
 * @param labels that the probe used
 * @param images whose views were compared
 */
export function chooseMethod(trials: readonly Trial[], labels: number, images: number): Choice {
  const sound = trials.filter(isSound);
  const [only, second] = sound;
  if (only === undefined) return allOut(trials);
  if (second === undefined) {
    return { method: only.method, reason: `${nameOf(only)} alone did not collapse.` };
  }
  const { left, out } = labels < enoughLabels ? { left: sound, out: [] } : byLabels(sound, labels);
  const best = bestByViews(left, images);
  const fewest = Math.min(...trials.map(({ steps }) => steps));
  const doubt =
    fewest >= shortTrial
      ? ''
      : ` The trials were short, ${fewest} steps at the least: with more time the choice is surer.`;
  return { method: best.method, reason: reasonFor(best, left, out, labels) + doubt };
}

function isSound(trial: Trial): trial is Judged {
  const { state, measures } = trial;
  return (
    state !== 'collapsed' &&
    state !== 'broken' &&
    measures !== null &&
    [measures.retrieval, measures.alignment, measures.uniformity].every(Number.isFinite)
  );
}

function byLabels(trials: readonly Judged[], labels: number): { left: Judged[]; out: Judged[] } {
  const best = Math.max(...trials.map(knnOf));
  const margin = Math.max(doubtfulLead, Math.SQRT2 * standardError(best, labels));
  return {
    left: trials.filter((trial) => best - knnOf(trial) <= margin),
    out: trials.filter((trial) => best - knnOf(trial) > margin),
  };
}

function bestByViews(trials: readonly Judged[], images: number): Judged {
  const most = Math.max(...trials.map(({ measures }) => measures.retrieval));
  const equal = trials.filter(
    ({ measures }) => most - measures.retrieval <= standardError(most, images),
  );
  return equal.reduce((best, trial) => (lossOf(trial) < lossOf(best) ? trial : best));
}

const knnOf = ({ measures }: Judged): number => measures.knn ?? 0;
const lossOf = ({ measures }: Judged): number => measures.alignment + measures.uniformity;
const standardError = (share: number, count: number): number =>
  Math.sqrt((share * (1 - share)) / Math.max(1, count));

function allOut(trials: readonly Trial[]): Choice {
  const [first] = trials;
  if (first === undefined) throw new RangeError('no trials to choose from');
  return {
    method: first.method,
    reason: `All trials collapsed, so nothing could be told apart: ${nameOf(first)} is what usually works. A lower learning rate may help.`,
  };
}

function reasonFor(
  best: Judged,
  left: readonly Judged[],
  out: readonly Judged[],
  labels: number,
): string {
  const others = left.filter((trial) => trial !== best);
  const views = `it finds the other view of the same sample in ${percent(best.measures.retrieval)} of cases`;
  const known = `${labels.toLocaleString('en-US')} labels`;
  if (others.length === 0) {
    const next = Math.max(...out.map(knnOf));
    return `${nameOf(best)}: by your ${known}, ${percent(knnOf(best))} of samples lie next to their own class, more than with any other (${percent(next)} at most).`;
  }
  const rival = Math.max(...others.map(({ measures }) => measures.retrieval));
  const lead =
    rival < best.measures.retrieval
      ? `${views}, more than any other (${percent(rival)} at most)`
      : `${views}, as often as any as far as chance can tell, and best keeps views together and samples apart`;
  const byLabel =
    out.length === 0
      ? ''
      : ` By your ${known}, ${out.map(nameOf).join(' and ')} ${out.length === 1 ? 'was' : 'were'} behind.`;
  return `${nameOf(best)}: ${lead}.${byLabel}`;
}

const nameOf = ({ method }: Trial): string => `“${taskOf(method).title}”`;
const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
