/**
 * The training process: does one job and ends; some answer images or questions until they are told to end. Nothing else in the product touches the engine.
 * When the app that started it goes away, it saves and ends too.
 */
import { messageOf, PretextError } from '../../shared/errors.ts';
import {
  commandSchema,
  type JobSpec,
  type LiveImage,
  type LiveQuestion,
  type TrainingEvent,
} from '../../shared/training.ts';
import type { Job, JobContext } from './job-context.ts';
import { jobRunners } from './jobs/index.ts';
import { WaitingQueue } from './waiting-queue.ts';

/** Time to save after the app has gone; then the process ends regardless. */
const orphanMilliseconds = 8000;
/** How often the process says that it is not stuck. */
const aliveMilliseconds = 2000;

let paused: Promise<void> | undefined;
let wake: (() => void) | undefined;
let stopping = false;
const images = new WaitingQueue<LiveImage>();
const questions = new WaitingQueue<LiveQuestion>();

const context: JobContext = {
  send,
  async between() {
    while (paused !== undefined && !stopping) await paused;
    return stopping ? 'stop' : 'continue';
  },
  nextImage: async () => await images.next(),
  nextQuestion: async () => await questions.next(),
};

process.on('message', (message: unknown) => {
  const parsed = commandSchema.safeParse(message);
  if (!parsed.success) {
    fail(
      new PretextError(
        'training-failed',
        `The training process got a wrong message: ${parsed.error.message}`,
      ),
    );
    return;
  }
  const command = parsed.data;
  if (command.type === 'start') {
    start(command.job).catch((error: unknown) => fail(error));
  } else if (command.type === 'predict') {
    images.add(command);
  } else if (command.type === 'ask') {
    questions.add(command);
  } else if (command.type === 'pause') {
    paused ??= new Promise((resolve) => {
      wake = resolve;
    });
  } else {
    if (command.type === 'stop') end();
    paused = undefined;
    wake?.();
  }
});

// The terminal sends Ctrl-C to the whole group: the app decides what it means.
process.on('SIGINT', () => undefined);
process.on('disconnect', () => {
  end();
  wake?.();
  setTimeout(() => process.exit(1), orphanMilliseconds).unref();
});
process.on('unhandledRejection', (error) => fail(error));

setInterval(() => send({ type: 'alive' }), aliveMilliseconds).unref();

/** Asks the job to save and end. */
function end(): void {
  stopping = true;
  images.close();
  questions.close();
}

async function start(job: JobSpec): Promise<void> {
  const run = jobRunners[job.kind] as Job<JobSpec['kind']>;
  sendLast({ type: 'done', result: await run(job as never, context) }, 0);
}

function send(event: TrainingEvent): void {
  if (process.connected) process.send?.(event);
}

/** Ends once an event has left: the predictions of thousands of images take their time. */
function sendLast(event: TrainingEvent, code: number): void {
  if (process.connected) process.send?.(event, undefined, undefined, () => leave(code));
  else leave(code);
}

function fail(error: unknown): void {
  const typed = error instanceof PretextError ? error : undefined;
  const code = typed?.code ?? 'training-failed';
  // A plain error is a fault of ours: its stack says where.
  const message =
    typed?.message ?? (error instanceof Error ? (error.stack ?? error.message) : messageOf(error));
  sendLast(
    {
      type: 'failed',
      code,
      message,
      remedy: typed?.remedy ?? null,
      path: typed?.path ?? null,
    },
    1,
  );
}

function leave(code: number): void {
  process.exitCode = code;
  if (process.connected) process.disconnect();
  setTimeout(() => process.exit(code), 50);
}
