import { type ChildProcess, fork } from 'node:child_process';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { SkipFile } from '../skip.ts';
import type { DecoderAnswer, DecoderResults, DecoderTask } from './messages.ts';

export interface PoolOptions {
  workers?: number | undefined;
  timeoutMs: number;
  /** Another program in place of the decoder: for tests of crashes and hangs. */
  entry?: string | undefined;
}

interface Job {
  task: DecoderTask;
  resolve: (result: DecoderResults[keyof DecoderResults]) => void;
  reject: (error: Error) => void;
  /** It was with a decoder that died: it runs alone from now on, so that the culprit shows. */
  suspect: boolean;
}

interface Worker {
  child: ChildProcess;
  jobs: Map<number, Job>;
  timer: NodeJS.Timeout | undefined;
}

/** Requests that one decoder has at a time: hides the messages' travel. */
const inFlight = 4;
/** Bytes of files that are with decoders at a time. */
const maxBytesInFlight = 256 * 2 ** 20;

/**
 * Decoder processes that share the work. One that crashes or hangs is replaced; the file that
 * did it is reported, those beside it are decoded again.
 */
export class DecoderPool {
  readonly #options: PoolOptions;
  readonly #workers = new Set<Worker>();
  readonly #waiting: Job[] = [];
  #nextId = 1;
  #bytes = 0;
  #closed = false;

  constructor(options: PoolOptions) {
    this.#options = options;
  }

  /** Files worth reading ahead of the decoders. */
  get capacity(): number {
    return this.#size * inFlight * 2;
  }

  get #size(): number {
    return this.#options.workers ?? availableParallelism();
  }

  /** @throws {SkipFile} when the file cannot be used */
  run<Kind extends DecoderTask['kind']>(
    task: Extract<DecoderTask, { kind: Kind }>,
  ): Promise<DecoderResults[Kind]> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ task, resolve: resolve as Job['resolve'], reject, suspect: false });
      this.#dispatch();
    });
  }

  /** Ends all decoders; work that waits is rejected. */
  close(): void {
    this.#closed = true;
    for (const worker of this.#workers) {
      clearTimeout(worker.timer);
      worker.child.removeAllListeners();
      worker.child.on('error', () => undefined);
      worker.child.kill('SIGKILL');
      for (const job of worker.jobs.values()) job.reject(new Error('the import was ended'));
    }
    for (const job of this.#waiting.splice(0)) job.reject(new Error('the import was ended'));
    this.#workers.clear();
  }

  #dispatch(): void {
    while (!this.#closed) {
      const job = this.#waiting[0];
      if (job === undefined) return;
      const bytes = job.task.input.bytes.byteLength;
      if (this.#bytes > 0 && this.#bytes + bytes > maxBytesInFlight) return;
      const worker = this.#workerFor(job);
      if (worker === undefined) return;
      this.#waiting.shift();
      this.#send(worker, job);
    }
  }

  #workerFor(job: Job): Worker | undefined {
    const free = [...this.#workers]
      .filter(
        ({ jobs }) => jobs.size < inFlight && ![...jobs.values()].some((each) => each.suspect),
      )
      .sort((a, b) => a.jobs.size - b.jobs.size)[0];
    if (free !== undefined && free.jobs.size === 0) return free;
    if (this.#workers.size < this.#size) return this.#start();
    return job.suspect ? undefined : free;
  }

  #start(): Worker {
    const entry = this.#options.entry ?? path.join(import.meta.dirname, 'entry.ts');
    const child = fork(entry, {
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    const worker: Worker = { child, jobs: new Map(), timer: undefined };
    this.#workers.add(worker);
    child.on('message', (answer: DecoderAnswer) => this.#receive(worker, answer));
    child.on('error', () => this.#lose(worker, false));
    child.on('exit', () => this.#lose(worker, false));
    return worker;
  }

  #send(worker: Worker, job: Job): void {
    const id = this.#nextId++;
    worker.jobs.set(id, job);
    this.#bytes += job.task.input.bytes.byteLength;
    this.#restartTimer(worker);
    worker.child.send({ id, task: job.task }, (error) => {
      if (error !== null) this.#lose(worker, false);
    });
  }

  #receive(worker: Worker, answer: DecoderAnswer): void {
    const job = worker.jobs.get(answer.id);
    if (job === undefined) return;
    worker.jobs.delete(answer.id);
    this.#bytes -= job.task.input.bytes.byteLength;
    this.#restartTimer(worker);
    if (answer.ok) job.resolve(answer.result);
    else job.reject(new SkipFile(answer.code, answer.reason));
    this.#dispatch();
  }

  /** The clock runs while a decoder has work and starts anew with each sign of life. */
  #restartTimer(worker: Worker): void {
    clearTimeout(worker.timer);
    if (worker.jobs.size === 0) return;
    worker.timer = setTimeout(() => this.#lose(worker, true), this.#options.timeoutMs);
  }

  #lose(worker: Worker, hung: boolean): void {
    if (!this.#workers.delete(worker)) return;
    clearTimeout(worker.timer);
    worker.child.kill('SIGKILL');
    const alone = worker.jobs.size === 1;
    for (const job of worker.jobs.values()) {
      this.#bytes -= job.task.input.bytes.byteLength;
      if (alone && job.suspect) {
        job.reject(
          hung
            ? new SkipFile(
                'timeout',
                `decoding took longer than ${this.#options.timeoutMs / 1000} s.`,
              )
            : new SkipFile('decoder-crashed', 'the decoder crashed on it.'),
        );
      } else {
        job.suspect = true;
        this.#waiting.unshift(job);
      }
    }
    this.#dispatch();
  }
}
