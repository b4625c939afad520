import { call } from '../connection/connection.svelte.ts';
import { type Query, query } from '../connection/query.svelte.ts';
import { attempt, tell } from '../state/notices.ts';
import { texts } from '../texts/texts.svelte.ts';

type Samples = number[] | Int32Array;

/** What a person leaves out and takes in again, and the way back. */
export class Edits {
  busy = $state(false);
  readonly #project: () => string;
  readonly #state: Query<'data.undoState'>;

  constructor(project: () => string, state: Query<'data.undoState'>) {
    this.#project = project;
    this.#state = state;
  }

  /** What would be undone; null when there is nothing. */
  get toUndo(): string | null {
    return this.#state.data?.undo ?? null;
  }
  get toRedo(): string | null {
    return this.#state.data?.redo ?? null;
  }

  exclude = (samples: Samples) =>
    this.#edit(async (project) => {
      const { changed } = await call('data.exclude', { project, samples });
      return texts.t.data.selection.excluded(changed);
    });

  include = (samples: Samples) =>
    this.#edit(async (project) => {
      const { changed } = await call('data.include', { project, samples });
      return texts.t.data.selection.included(changed);
    });

  /** @param groups of near duplicates; all when left out */
  keepOneOfEach = (groups?: number[]) =>
    this.#edit(async (project) => {
      const input = groups === undefined ? { project } : { project, groups };
      const { changed } = await call('data.keepOneOfEach', input);
      return texts.t.data.selection.excluded(changed);
    });

  move = (samples: Samples, to: 'train' | 'test'): Promise<boolean> =>
    this.#work(async () => {
      const input = { project: this.#project(), samples, split: to };
      const { changed } = await call('data.setSplit', input);
      tell(texts.t.data.selection.moved(changed, to));
    });

  undo = async (): Promise<void> => {
    if (this.toUndo === null) return;
    await this.#work(async () => {
      await call('data.undo', { project: this.#project() });
    });
  };

  redo = async (): Promise<void> => {
    if (this.toRedo === null) return;
    await this.#work(async () => {
      await call('data.redo', { project: this.#project() });
    });
  };

  async #edit(change: (project: string) => Promise<string>): Promise<boolean> {
    return await this.#work(async () => {
      const message = await change(this.#project());
      tell(message, { label: texts.t.common.undo, onClick: () => void this.undo() });
    });
  }

  /** One change at a time. @returns whether it was made */
  async #work(work: () => Promise<void>): Promise<boolean> {
    if (this.busy) return false;
    this.busy = true;
    const done = await attempt(async () => {
      await work();
      return true;
    });
    await this.#state.refresh();
    this.busy = false;
    return done ?? false;
  }
}

/** The edits of a project, for as long as the component lives. */
export function useEdits(project: () => string): Edits {
  return new Edits(
    project,
    query('data.undoState', () => ({ project: project() }), ['data']),
  );
}
