import { type ErrorCode, PretextError } from '../../shared/errors.ts';
import {
  eventSchema,
  type FoundTexts,
  type JobKind,
  type JobResult,
  type JobSpec,
  jobs,
  type LiveImage,
  type LivePrediction,
  type LiveQuestion,
  type SearchBasis,
  type TrainingCommand,
  type TrainingEvent,
  type TrialRecord,
} from '../../shared/training.ts';
import type { TrainingHost } from './host.ts';
import { defaultPatience, type Patience, Watchdog } from './watchdog.ts';

export interface JobHandlers {
  onProgress?: (progress: Extract<TrainingEvent, { type: 'progress' }>) => void;
  onMetrics?: (metrics: Extract<TrainingEvent, { type: 'metrics' }>) => void;
  onHealth?: (health: Extract<TrainingEvent, { type: 'health' }>) => void;
  onCheckpoint?: (checkpoint: Extract<TrainingEvent, { type: 'checkpoint' }>) => void;
  onTrial?: (trial: TrialRecord) => void;
  onPredicted?: (prediction: LivePrediction) => void;
  onReady?: (basis: SearchBasis) => void;
  /** @param id of the question */
  onAnswered?: (id: number, found: FoundTexts) => void;
  /** The process has not been heard for this long; it may be in a long step, or stuck. */
  onSilence?: (seconds: number) => void;
}

/** A job under way in a process of its own. */
export interface RunningJob<Kind extends JobKind> {
  readonly pid: number | undefined;
  /** @throws {PretextError} what the job threw; `training-died` when its process ended without a word */
  readonly result: Promise<JobResult<Kind>>;
  pause(): void;
  resume(): void;
  /** Sends an image to a `predict-live` job; `onPredicted` is told what it shows. */
  predict(image: LiveImage): void;
  /** Sends a question to a `search-live` job; `onAnswered` is told what was found. */
  ask(question: LiveQuestion): void;
  /** Asks the job to save and end; it is killed when it does not within `graceMilliseconds`. */
  stop(graceMilliseconds?: number): void;
}

/** A step of a large network may take long; saving is quick. */
const defaultGrace = 60_000;

/** Starts a job. */
export function runJob<Kind extends JobKind>(
  host: TrainingHost,
  spec: JobSpec<Kind>,
  handlers: JobHandlers = {},
  patience: Patience = defaultPatience,
): RunningJob<Kind> {
  const child = host.start();
  const command = (message: TrainingCommand): void => child.send(message);
  let grace: NodeJS.Timeout | undefined;
  const result = new Promise<JobResult<Kind>>((resolve, reject) => {
    let outcome: (() => void) | undefined;
    const watchdog = new Watchdog(
      patience,
      (seconds) => handlers.onSilence?.(seconds),
      () => {
        outcome ??= () => reject(stuck(patience.end));
        child.kill();
      },
    );
    child.onMessage((message) => {
      watchdog.hear();
      const parsed = eventSchema.safeParse(message);
      if (!parsed.success) {
        outcome ??= () => reject(malformed(parsed.error.message));
        child.kill();
        return;
      }
      const event = parsed.data;
      if (event.type === 'progress') handlers.onProgress?.(event);
      else if (event.type === 'metrics') handlers.onMetrics?.(event);
      else if (event.type === 'health') handlers.onHealth?.(event);
      else if (event.type === 'checkpoint') handlers.onCheckpoint?.(event);
      else if (event.type === 'trial') handlers.onTrial?.(event.trial);
      else if (event.type === 'predicted') handlers.onPredicted?.(event);
      else if (event.type === 'ready') handlers.onReady?.(event.basis);
      else if (event.type === 'answered') handlers.onAnswered?.(event.id, event.found);
      else if (event.type === 'alive') return;
      else if (event.type === 'done') {
        const checked = jobs[spec.kind as Kind].result.safeParse(event.result);
        outcome ??= checked.success
          ? () => resolve(checked.data as JobResult<Kind>)
          : () => reject(malformed(checked.error.message));
      } else outcome ??= () => reject(failure(event));
    });
    // The outcome counts only once the process has gone: a job that is done leaves nothing behind.
    child.onExit((exit) => {
      clearTimeout(grace);
      watchdog.stop();
      if (outcome !== undefined) outcome();
      else if (grace !== undefined && exit.detail === interrupted) reject(stoppedAtStart());
      else reject(died(exit.detail, child.errorOutput()));
    });
  });
  command({ type: 'start', job: spec });
  return {
    pid: child.pid,
    result,
    pause: () => command({ type: 'pause' }),
    resume: () => command({ type: 'resume' }),
    predict: command,
    ask: command,
    stop(graceMilliseconds = defaultGrace) {
      command({ type: 'stop' });
      clearTimeout(grace);
      grace = setTimeout(() => child.kill(), graceMilliseconds);
    },
  };
}

/** A process that was only being made is still in the group that Ctrl-C ends. */
const interrupted = 'signal SIGINT';

function stoppedAtStart(): PretextError {
  return new PretextError('cancelled', 'Stopped before the training process had begun.', {
    remedy: 'Start it again, or resume the run, whenever you like.',
  });
}

function malformed(why: string): PretextError {
  return new PretextError('training-failed', `The training process sent a wrong message: ${why}`, {
    remedy: 'Please report this: it is a fault in Pretext Studio.',
  });
}

function failure(event: Extract<TrainingEvent, { type: 'failed' }>): PretextError {
  return new PretextError(event.code as ErrorCode, event.message, {
    ...(event.remedy === null ? {} : { remedy: event.remedy }),
    ...(event.path === null ? {} : { path: event.path }),
    ...(event.code === 'engine-missing' ? { next: { do: 'set-up-engine' } } : {}),
  });
}

function stuck(seconds: number): PretextError {
  return new PretextError(
    'training-died',
    `The training process had not answered for ${seconds} seconds and was ended.`,
    {
      remedy:
        'Nothing that was saved is lost. Resume the run, with smaller batches or a smaller encoder.',
    },
  );
}

function died(detail: string, errorOutput: string): PretextError {
  const memory = /out of memory|bad_alloc|OOM when/i.test(errorOutput)
    ? ' It had run out of memory.'
    : detail.includes('SIGKILL')
      ? ' Something ended it from outside; often the machine had run out of memory.'
      : '';
  return new PretextError(
    'training-died',
    `The training process ended unexpectedly (${detail}).${memory}${errorOutput === '' ? '' : `\n${errorOutput}`}`,
    {
      remedy:
        'Nothing that was saved is lost. Resume the run, with smaller batches if memory was short.',
    },
  );
}
