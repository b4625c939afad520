import { SvelteMap } from 'svelte/reactivity';
import type { Job, JobKind } from '../../../shared/contract/jobs.ts';
import { call, connection } from '../connection/connection.svelte.ts';
import { attempt } from './notices.ts';

const ended: readonly Job['state'][] = ['finished', 'cancelled', 'failed'];

export const hasEnded = (job: Job): boolean => ended.includes(job.state);

/** All jobs that the app knows of: those under way and those that ended lately. */
class Jobs {
  readonly #byId = new SvelteMap<string, Job>();
  readonly #endListeners = new Set<(job: Job) => void>();
  readonly #shown = new Set<(job: Job) => boolean>();

  /** Newest first. */
  get all(): Job[] {
    return [...this.#byId.values()].sort((a, b) => b.startedAt.localeCompare(a.startedAt));
  }

  byId(id: string | null | undefined): Job | null {
    return id === null || id === undefined ? null : (this.#byId.get(id) ?? null);
  }

  /** The job of a project under way, of one of the kinds; the newest. */
  running(project: string | null, kinds?: readonly JobKind[]): Job | null {
    return (
      this.all.find(
        (job) =>
          !hasEnded(job) &&
          job.project === project &&
          (kinds === undefined || kinds.includes(job.kind)),
      ) ?? null
    );
  }

  /** Asks for all: after the window was reloaded, or the connection had been lost. */
  async load(): Promise<void> {
    const answer = await attempt(() => call('jobs.list', {}));
    if (answer === undefined) return;
    this.#byId.clear();
    for (const job of answer.jobs) this.#byId.set(job.job, job);
  }

  /** @returns a function that ends it */
  follow(): () => void {
    return connection.listen((event) => {
      if (event.type !== 'job') return;
      const before = this.#byId.get(event.job.job);
      this.#byId.set(event.job.job, event.job);
      if (!hasEnded(event.job) || (before !== undefined && hasEnded(before))) return;
      for (const listener of this.#endListeners) listener(event.job);
    });
  }

  onEnd(listener: (job: Job) => void): () => void {
    this.#endListeners.add(listener);
    return () => this.#endListeners.delete(listener);
  }

  /** A part of the screen says itself why these jobs failed, for as long as it is there. @returns a function that ends it */
  showFailuresOf(isOurs: (job: Job) => boolean): () => void {
    this.#shown.add(isOurs);
    return () => this.#shown.delete(isOurs);
  }

  /** Whether what is on the screen says why a job failed. */
  isFailureShown(job: Job): boolean {
    return [...this.#shown].some((isOurs) => isOurs(job));
  }

  pause = (id: string) => attempt(() => call('jobs.pause', { job: id }));
  resume = (id: string) => attempt(() => call('jobs.resume', { job: id }));
  cancel = (id: string) => attempt(() => call('jobs.cancel', { job: id }));
}

export const jobs = new Jobs();
