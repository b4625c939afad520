import { SvelteMap } from 'svelte/reactivity';
import type { CallInput } from '../../../../shared/contract/contract.ts';
import { call } from '../../connection/connection.svelte.ts';
import { attempt } from '../../state/notices.ts';
import { type ImportChoices, importInput } from './choices.ts';
import type { Taken } from './taken.ts';

interface Sending {
  name: string;
  /** 0…1 of what was taken. */
  share: number;
  stop: AbortController;
}

/** Data on their way into projects. Belongs to the window, not to a screen: it goes on while one looks elsewhere. */
class Intake {
  readonly #byProject = new SvelteMap<string, Sending>();

  /** What is being sent for a project; null once the app has it all. */
  sending(project: string): Sending | null {
    return this.#byProject.get(project) ?? null;
  }

  /** Sends what was taken and starts importing it. Errors are shown. */
  async importData(project: string, taken: Taken, choices: ImportChoices): Promise<void> {
    await this.#send(project, taken, async (sources) => {
      await call('data.import', { project, sources, ...importInput(choices) });
    });
  }

  /** Sends a table of labels and starts reading it. Errors are shown. */
  async importLabels(
    project: string,
    taken: Taken,
    split: CallInput<'labels.import'>['split'],
  ): Promise<void> {
    await this.#send(project, taken, async ([source]) => {
      if (source !== undefined) await call('labels.import', { project, source, split });
    });
  }

  cancel(project: string): void {
    this.#byProject.get(project)?.stop.abort();
  }

  async #send(
    project: string,
    taken: Taken,
    use: (sources: Awaited<ReturnType<Taken['send']>>) => Promise<void>,
  ): Promise<void> {
    const stop = new AbortController();
    const set = (share: number) => this.#byProject.set(project, { name: taken.name, share, stop });
    set(0);
    await attempt(async () => {
      try {
        await use(await taken.send(set, stop.signal));
      } catch (error) {
        // Who stopped it knows.
        if (!stop.signal.aborted) throw error;
      } finally {
        this.#byProject.delete(project);
      }
    });
  }
}

export const intake = new Intake();
