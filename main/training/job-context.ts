import { setImmediate as nextTurn } from 'node:timers/promises';
import { PretextError } from '../../shared/errors.ts';
import type {
  JobKind,
  JobResult,
  JobSpec,
  LiveImage,
  LiveQuestion,
  TrainingEvent,
} from '../../shared/training.ts';
import type { WorkHooks } from '../learn/data/give-way.ts';

/** What a job may ask of the process it runs in. */
export interface JobContext {
  send: (event: TrainingEvent) => void;
  /** Resolves at once, or after a pause; `stop` asks the job to save and end. */
  between: () => Promise<'continue' | 'stop'>;
  /** Waits for the next image to predict; null once the job shall end. */
  nextImage: () => Promise<LiveImage | null>;
  /** Likewise, for the next question. */
  nextQuestion: () => Promise<LiveQuestion | null>;
}

/** A kind of job: one file in `jobs/` and one line in `jobs/index.ts`. */
export type Job<Kind extends JobKind> = (
  spec: JobSpec<Kind>,
  context: JobContext,
) => Promise<JobResult<Kind>>;

/** Waits through pauses. @throws {PretextError} `cancelled` when a job that keeps nothing to resume shall end */
export async function giveWay(context: JobContext): Promise<void> {
  // Messages and timers come in only when the event loop turns.
  await nextTurn();
  if ((await context.between()) !== 'stop') return;
  throw new PretextError('cancelled', 'Stopped before this step was finished.', {
    remedy: 'Start it again to go on: what was finished before stays.',
  });
}

/** Lets a call through at most ten times a second. */
export function tenTimesASecond<T>(call: (value: T) => void): (value: T) => void {
  let last = 0;
  return (value) => {
    const now = performance.now();
    if (now - last < 100) return;
    last = now;
    call(value);
  };
}

export const noProgressNumbers = {
  step: null,
  loss: null,
  learningRate: null,
  samplesPerSecond: null,
  secondsLeft: null,
};

/** Hooks by which work tells how far it is, waits through pauses, and ends when the job shall. */
export function progressHooks(context: JobContext, stage: string): WorkHooks {
  const show = tenTimesASecond((share: number) => {
    context.send({ type: 'progress', stage, share, ...noProgressNumbers });
  });
  return {
    async onProgress(share) {
      show(share);
      await giveWay(context);
    },
  };
}
