import type { JobKind, JobResult, JobSpec, TrainingEvent } from '../../shared/training.ts';

/** What a job may ask of the process it runs in. */
export interface JobContext {
  send: (event: TrainingEvent) => void;
  /** Resolves at once, or after a pause; `stop` asks the job to save and end. */
  between: () => Promise<'continue' | 'stop'>;
}

/** A kind of job: one file in `jobs/` and one line in `jobs/index.ts`. */
export type Job<Kind extends JobKind> = (
  spec: JobSpec<Kind>,
  context: JobContext,
) => Promise<JobResult<Kind>>;

/** Thrown inside a job that was asked to stop and keeps nothing to resume. */
export class JobStopped extends Error {}

/** Waits through pauses. @throws {JobStopped} when the job shall end */
export async function giveWay(context: JobContext): Promise<void> {
  if ((await context.between()) === 'stop') throw new JobStopped('the job was stopped');
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
