/** Says in plain words how a pretraining run is doing. */

type VerdictState = 'starting' | 'learning' | 'stalled' | 'overfitting' | 'collapsed';

export interface Verdict {
  state: VerdictState;
  sentence: string;
  /** What to try; empty when all is well. */
  advice: string;
}

/** One measurement, in the order of the run. */
export interface VerdictInput {
  /** Share of the run that is done, 0…1. */
  progress: number;
  /** Mean training loss since the measurement before. */
  loss: number;
  heldOutLoss: number | null;
  embeddingStd: number;
  effectiveRank: number;
  /** See `PretextModel.spread`; null or left out for a task without. */
  outputSpread?: number | null;
  /** Besides the regular measurements, soon after the start: says whether it has collapsed, not how the loss goes. */
  early?: boolean;
}

/** What a task's own loss tells. */
interface LossFacts {
  /** Its value when all samples come out alike. */
  collapsedLoss?: number | undefined;
  /** The loss is measured against a target that moves on, and may rise while the encoder learns. */
  targetMoves?: boolean;
  /** The task is shallow: a loss that stands still has settled. */
  settles?: boolean | undefined;
  /** Samples that the held-out loss is measured on. */
  heldOutSamples?: number;
}

/** Below this spread the embedding points one way; a healthy one is near 1 (SimSiam, figure 2). */
const collapsedStd = 0.05;
/** Fewer directions than this cannot tell many kinds of sample apart. */
const collapsedRank = 1.5;
/** Below this spread what the loss compares is the same for all samples. */
const collapsedSpread = 0.05;
/** Below this it is suspect, and has collapsed if the loss is as near its value at collapse as the second number says. */
const suspectSpread = 0.3;
const nearCollapsedLoss = 0.01;
/** Relative change of the loss that counts as none. */
const stillness = 0.005;
/** How much the held-out loss must rise above its best, relative, while the training loss falls. */
const rise = 0.1;
/**
 * Less is enough where it lasts and is more than the measurements differ by anyway: of 750 texts, a run that rose by 2.7 % was four
 * points of accuracy behind. On fewer samples than this the loss goes up and down by more (docs/decisions/0053).
 */
const lastingRise = 0.02;
const lastingNoise = 4;
const lastingSamples = 32;
const lastingMeasurements = 5;

/** @param history measurements so far, oldest first */
export function verdictOf(history: readonly VerdictInput[], facts: LossFacts = {}): Verdict {
  const last = history.at(-1);
  if (last === undefined || history.length < 2) return starting;
  if (!Number.isFinite(last.loss)) {
    return {
      state: 'collapsed',
      sentence: 'The loss is no longer a number: training has broken down.',
      advice: 'Start again with a learning rate a tenth as high.',
    };
  }
  if (last.embeddingStd < collapsedStd || last.effectiveRank < collapsedRank) {
    return {
      state: 'collapsed',
      sentence:
        'The encoder gives nearly the same embedding to every sample: it has collapsed and tells nothing apart.',
      advice: collapseAdvice,
    };
  }
  if (outputHasCollapsed(last, facts)) {
    return {
      state: 'collapsed',
      sentence:
        'The task is solved by answering the same for every sample: training has collapsed and teaches the encoder nothing.',
      advice: collapseAdvice,
    };
  }
  const regular = history.filter(({ early }) => early !== true);
  return regular.length < 2 ? starting : courseOf(regular, facts);
}

const starting: Verdict = {
  state: 'starting',
  sentence: 'Training has just begun.',
  advice: '',
};

const collapseAdvice =
  'Lower the learning rate, use larger batches, or choose another pretext task.';

/** A low loss alone proves nothing: it is also what a task with easy views looks like. */
function outputHasCollapsed(
  { loss, outputSpread = null }: VerdictInput,
  { collapsedLoss }: LossFacts,
): boolean {
  if (outputSpread === null) return false;
  if (outputSpread < collapsedSpread) return true;
  const distance = Math.abs(loss - (collapsedLoss ?? Number.NaN));
  const isNear = distance < nearCollapsedLoss * Math.max(1, Math.abs(collapsedLoss ?? 0));
  return isNear && outputSpread < suspectSpread;
}

/** How the loss goes. @param history two measurements at least */
function courseOf(
  history: readonly VerdictInput[],
  { targetMoves = false, settles = false, heldOutSamples = 0 }: LossFacts,
): Verdict {
  const last = history.at(-1) as VerdictInput;
  const heldOut = history.flatMap((each) => (each.heldOutLoss === null ? [] : [each.heldOutLoss]));
  const before = history[Math.max(0, history.length - 4)] ?? last;
  if (
    last.heldOutLoss !== null &&
    (hasRisen(heldOut) || (heldOutSamples >= lastingSamples && risesLastingly(heldOut))) &&
    last.loss < before.loss &&
    !targetMoves
  ) {
    return {
      state: 'overfitting',
      sentence:
        'The task is solved ever better on the training samples and worse on held-out ones: the encoder is learning them by heart.',
      advice: 'Stop earlier, add more samples, or choose a smaller encoder.',
    };
  }
  if (targetMoves) {
    return {
      state: 'learning',
      sentence:
        'The embeddings stay well spread: the encoder is learning. (The loss is measured against a target that moves on, and need not fall.)',
      advice: '',
    };
  }
  const first = history[0] ?? last;
  const change = (before.loss - last.loss) / Math.max(Math.abs(before.loss), 1e-9);
  const total = (first.loss - last.loss) / Math.max(Math.abs(first.loss), 1e-9);
  // A cosine schedule ends with a standstill: only one that comes early is a fault.
  if (history.length >= 5 && change < stillness && (last.progress < 0.5 || total < stillness)) {
    if (settles) {
      return {
        state: 'learning',
        sentence: 'The loss has settled: this task is learnt, and more time brings nothing more.',
        advice: '',
      };
    }
    return {
      state: 'stalled',
      sentence: 'The loss has stopped falling.',
      advice:
        'Raise or lower the learning rate by a factor of three, or choose another pretext task.',
    };
  }
  return {
    state: 'learning',
    sentence: 'The loss is falling and the embeddings stay well spread: the encoder is learning.',
    advice: '',
  };
}

/** Whether a loss is far above its best. @param losses oldest first */
function hasRisen(losses: readonly number[]): boolean {
  const best = Math.min(...losses);
  return losses.length >= 3 && (losses.at(-1) ?? best) > best + rise * Math.abs(best);
}

/** Whether a loss has turned: it is above its best by more than its ups and downs, and was on its way before. */
function risesLastingly(losses: readonly number[]): boolean {
  if (losses.length < lastingMeasurements) return false;
  const best = Math.min(...losses);
  const changes = losses.slice(1).map((loss, i) => Math.abs(loss - (losses[i] ?? loss)));
  const usual = changes.sort((a, b) => a - b)[changes.length >> 1] ?? 0;
  const enough = Math.max(lastingRise * Math.abs(best), lastingNoise * usual);
  const [before = best, last = best] = losses.slice(-2);
  return last > best + enough && before > best + enough / 2;
}
