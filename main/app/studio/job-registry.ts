import { randomBytes } from 'node:crypto';
import type { Job, JobKind } from '../../../shared/contract/jobs.ts';
import { PretextError } from '../../../shared/errors.ts';
import type { ReportedProgress } from '../reporter.ts';
import type { JobWatcher, Services } from '../services.ts';
import type { EventHub } from './event-hub.ts';
import { type Log, problemOf } from './problem.ts';

/** What a job's work may use; the training host is the studio's to add. */
type JobServices = Omit<Services, 'host'>;

export interface JobRequest {
  kind: JobKind;
  /** The project's id; null for work on no project. */
  project: string | null;
  /** Does it. What comes back is shown with the job. */
  work: (services: JobServices, job: string) => Promise<NonNullable<Job['result']>>;
}

/** At most ten events a second each. */
const eventMilliseconds = 100;
/** Ended jobs that are remembered. */
const keptEnded = 50;
const keptWarnings = 100;
const pausable: readonly JobKind[] = [
  'pretrain',
  'finetune',
  'map',
  'clusters',
  'anomalies',
  'connect',
  'curve',
  'predict',
  'search',
  'measure',
];
/** One of these at a time in a project; of every other kind one too, beside them. */
const training: readonly JobKind[] = ['pretrain', 'finetune'];
const titles: Readonly<Record<JobKind, string>> = {
  import: 'An import',
  labels: 'An import of labels',
  pretrain: 'A pretraining',
  finetune: 'A fine-tuning',
  map: 'A map',
  clusters: 'A search for clusters',
  anomalies: 'A search for unusual samples',
  connect: 'A search for connected groups',
  curve: 'A learning curve',
  predict: 'A prediction',
  export: 'An export',
  search: 'A first search',
  measure: 'A measurement',
};

type ProcessHandle = Parameters<JobWatcher['onRunning']>[0];

interface Entry {
  job: Job;
  readonly abort: AbortController;
  process: ProcessHandle | undefined;
  timer: NodeJS.Timeout | undefined;
  toldAt: number;
  ended: Promise<void>;
}

/** Jobs under way and those that ended lately. They belong to the app: a window that is reloaded finds them again. */
export class JobRegistry {
  readonly #entries = new Map<string, Entry>();
  readonly #events: EventHub;
  readonly #log: Log;

  constructor(events: EventHub, log: Log) {
    this.#events = events;
    this.#log = log;
  }

  /**
   * Starts a job.
   * @returns its id, and the number of its run as soon as that has a record; the latter fails as the work does
   * @throws {PretextError} `busy` when the project has such a job already
   */
  start({ kind, project, work }: JobRequest): { job: string; run: Promise<number> } {
    this.#refuseSecond(kind, project);
    const id = randomBytes(8).toString('hex');
    const entry: Entry = {
      job: newJob(id, kind, project),
      abort: new AbortController(),
      process: undefined,
      timer: undefined,
      toldAt: Number.NEGATIVE_INFINITY,
      ended: Promise.resolve(),
    };
    this.#entries.set(id, entry);
    const run = Promise.withResolvers<number>();
    run.promise.catch(() => undefined); // who started a job without a run does not wait for one
    const services: JobServices = {
      signal: entry.abort.signal,
      reporter: {
        note: (line) => this.#change(entry, { stage: line }),
        warn: (line) =>
          this.#change(entry, { warnings: [...entry.job.warnings, line].slice(-keptWarnings) }),
        progress: (progress) => this.#change(entry, fieldsOf(progress, entry.job)),
      },
      watcher: this.#watcher(entry, run.resolve),
    };
    entry.ended = this.#perform(entry, work(services, id), run.reject);
    this.#tell(entry);
    return { job: id, run: run.promise };
  }

  /** Newest first. */
  list(project?: string): Job[] {
    const jobs = Array.from(this.#entries.values(), ({ job }) => job).reverse();
    return project === undefined ? jobs : jobs.filter((job) => job.project === project);
  }

  /** @throws {PretextError} `not-found` */
  get(id: string): Job {
    return this.#entry(id).job;
  }

  /** @throws {PretextError} `not-found`, `bad-usage` */
  pause(id: string): Job {
    const entry = this.#entry(id);
    if (!pausable.includes(entry.job.kind)) {
      throw new PretextError('bad-usage', `${titles[entry.job.kind]} cannot be paused.`, {
        remedy: 'Let it go on, or cancel it.',
      });
    }
    if (entry.job.state === 'running') {
      entry.process?.pause();
      this.#change(entry, { state: 'paused' });
    }
    return entry.job;
  }

  /** @throws {PretextError} `not-found` */
  resume(id: string): Job {
    const entry = this.#entry(id);
    if (entry.job.state === 'paused') {
      entry.process?.resume();
      this.#change(entry, { state: 'running' });
    }
    return entry.job;
  }

  /** Asks a job to save and end. @throws {PretextError} `not-found` */
  cancel(id: string): Job {
    const entry = this.#entry(id);
    if (isUnderWay(entry.job)) {
      this.#change(entry, { state: 'stopping' });
      entry.abort.abort(
        new PretextError('cancelled', 'Stopped on request.', {
          remedy: 'Start it again to go on.',
        }),
      );
    }
    return entry.job;
  }

  isBusy(project: string): boolean {
    return this.list(project).some(isUnderWay);
  }

  /** Whether jobs go on that would be lost. */
  get underWay(): Job[] {
    return this.list().filter(isUnderWay);
  }

  /** Cancels everything and waits for its end. */
  async close(): Promise<void> {
    const entries = [...this.#entries.values()];
    for (const { job } of entries) if (isUnderWay(job)) this.cancel(job.job);
    await Promise.all(entries.map(({ ended }) => ended));
    for (const { timer } of entries) clearTimeout(timer);
  }

  /** Resolves once a job has ended. */
  async ended(id: string): Promise<Job> {
    const entry = this.#entry(id);
    await entry.ended;
    return entry.job;
  }

  #refuseSecond(kind: JobKind, project: string | null): void {
    const group = training.includes(kind) ? training : [kind];
    const other = this.list().find(
      (job) => job.project === project && isUnderWay(job) && group.includes(job.kind),
    );
    if (other === undefined) return;
    throw new PretextError('busy', `${titles[other.kind]} of this project is going on.`, {
      remedy: 'Wait until it has ended, or cancel it.',
    });
  }

  async #perform(
    entry: Entry,
    work: Promise<NonNullable<Job['result']>>,
    noRun: (error: unknown) => void,
  ): Promise<void> {
    try {
      const result = await work;
      noRun(new PretextError('internal', 'This job has no run.'));
      this.#end(entry, { state: 'finished', result, share: 1 });
    } catch (error) {
      noRun(error);
      const cancelled = error instanceof PretextError && error.code === 'cancelled';
      this.#end(entry, {
        state: cancelled || entry.abort.signal.aborted ? 'cancelled' : 'failed',
        error: problemOf(error, this.#log),
      });
    }
  }

  #end(entry: Entry, fields: Partial<Job>): void {
    this.#change(entry, { ...fields, secondsLeft: null, endedAt: new Date().toISOString() });
    entry.process = undefined;
    const ended = [...this.#entries.values()].filter(({ job }) => !isUnderWay(job));
    for (const old of ended.slice(0, -keptEnded)) this.#entries.delete(old.job.job);
  }

  #watcher(entry: Entry, hasRun: (run: number) => void): JobWatcher {
    const about = (): { project: string; run: number; job: string } => ({
      project: entry.job.project ?? '',
      run: entry.job.run ?? 0,
      job: entry.job.job,
    });
    return {
      onRun: (run) => {
        this.#change(entry, { run });
        this.#events.changed(entry.job.project, 'runs');
        hasRun(run);
      },
      onRecord: () => this.#events.changed(entry.job.project, 'runs'),
      onRunning: (process) => {
        entry.process = process;
        if (entry.job.state === 'paused') process.pause();
      },
      onMetrics: (points) =>
        this.#events.emit({ type: 'metrics', ...about(), points: [...points] }),
      onHealth: (report) => {
        this.#change(entry, { health: report });
        this.#events.emit({ type: 'health', ...about(), ...report });
      },
    };
  }

  #entry(id: string): Entry {
    const entry = this.#entries.get(id);
    if (entry !== undefined) return entry;
    throw new PretextError('not-found', 'There is no such job.', {
      remedy: 'The app may have been started anew: look at the list of jobs.',
    });
  }

  #change(entry: Entry, fields: Partial<Job>): void {
    entry.job = { ...entry.job, ...fields };
    if (entry.timer !== undefined) return; // what it will tell is what is then
    const wait = entry.toldAt + eventMilliseconds - performance.now();
    if (wait <= 0) this.#tell(entry);
    else entry.timer = setTimeout(() => this.#tell(entry), wait);
  }

  #tell(entry: Entry): void {
    clearTimeout(entry.timer);
    entry.timer = undefined;
    entry.toldAt = performance.now();
    this.#events.emit({ type: 'job', job: entry.job });
  }
}

function isUnderWay({ state }: Job): boolean {
  return state === 'running' || state === 'paused' || state === 'stopping';
}

function newJob(id: string, kind: JobKind, project: string | null): Job {
  return {
    job: id,
    kind,
    project,
    run: null,
    state: 'running',
    stage: 'starting',
    share: 0,
    step: null,
    loss: null,
    learningRate: null,
    samplesPerSecond: null,
    secondsLeft: null,
    startedAt: new Date().toISOString(),
    endedAt: null,
    warnings: [],
    health: null,
    error: null,
    result: null,
  };
}

function fieldsOf(progress: ReportedProgress, before: Job): Partial<Job> {
  const share = progress.share ?? before.share;
  return {
    stage: progress.stage,
    share: Number.isFinite(share) ? Math.max(0, Math.min(1, share)) : 0,
    step: progress.step ?? null,
    loss: progress.loss ?? null,
    learningRate: progress.learningRate ?? null,
    samplesPerSecond: progress.samplesPerSecond ?? null,
    secondsLeft: progress.secondsLeft ?? null,
  };
}
