import { call } from '../connection/connection.svelte.ts';
import { query } from '../connection/query.svelte.ts';
import { number } from '../state/format.ts';
import type { SampleLabels } from './sample-labels.ts';

/** The numbers of a project's samples. */
export class SampleNumbers implements SampleLabels {
  readonly query;
  /** As the app said last, and what it has kept since. */
  #told = $state.raw<ReadonlyMap<number, number>>(new Map());
  /** On their way to the app; null for one that is being taken back. */
  #pending = $state.raw<ReadonlyMap<number, number | null>>(new Map());
  readonly #project: () => string;
  /** Of all labels, in order. */
  readonly sorted: readonly number[] = $derived([...this.#told.values()].sort((a, b) => a - b));

  constructor(project: () => string) {
    this.#project = project;
    this.query = query('labels.numbers', () => ({ project: project() }), ['labels', 'data']);
    $effect(() => {
      const { samples, values } = this.query.data ?? { samples: new Int32Array(), values: [] };
      this.#told = new Map(Array.from(samples, (id, i) => [id, values[i] ?? Number.NaN]));
    });
  }

  of(sample: number): number | null {
    const pending = this.#pending.get(sample);
    return pending === undefined ? (this.#told.get(sample) ?? null) : pending;
  }

  nameOf(sample: number): string | null {
    const value = this.of(sample);
    return value === null ? null : number(value);
  }

  /** All look alike. */
  placeOf(): number {
    return 0;
  }

  expect(samples: ArrayLike<number>, of: number | null): () => void {
    const given = Array.from(samples);
    this.#pending = new Map([...this.#pending, ...given.map((id) => [id, of] as const)]);
    return () => {
      const still = new Map(this.#pending);
      for (const id of given) if (still.get(id) === of) still.delete(id);
      this.#pending = still;
    };
  }

  learn(samples: ArrayLike<number>, of: number | null): void {
    const told = new Map(this.#told);
    for (const id of Array.from(samples)) {
      if (of === null) told.delete(id);
      else told.set(id, of);
    }
    this.#told = told;
  }

  async save(samples: readonly number[], of: number | null): Promise<void> {
    await call('labels.giveNumber', { project: this.#project(), samples: [...samples], value: of });
  }
}
