import type { LabelClass } from '../../../shared/contract/labels.ts';
import type { PretextError } from '../../../shared/errors.ts';
import { call, connection } from '../connection/connection.svelte.ts';
import { query } from '../connection/query.svelte.ts';
import type { SampleLabels } from '../label/sample-labels.ts';
import { toPretextError } from '../state/problems.ts';
import type { IdIndex } from './id-index.ts';

/** The classes of a project, and which samples have which. */
export class SampleClasses implements SampleLabels {
  readonly query;
  error = $state.raw<PretextError | null>(null);
  /** Class of each labelled sample, as the app said last. */
  #told = $state.raw<ReadonlyMap<number, number>>(new Map());
  /** Labels on their way to the app; null for one that is being taken back. */
  #pending = $state.raw<ReadonlyMap<number, number | null>>(new Map());
  #asked = 0;
  readonly #project: () => string;

  /** In the order they were made: a new class changes no other's key or colour. */
  readonly all: readonly LabelClass[] = $derived.by(() =>
    (this.query.data?.classes ?? []).toSorted((a, b) => a.class - b.class),
  );
  readonly #places: ReadonlyMap<number, number> = $derived(
    new Map(this.all.map((each, place) => [each.class, place])),
  );

  constructor(project: () => string) {
    this.#project = project;
    this.query = query('labels.classes', () => ({ project: project() }), ['labels', 'data']);
    $effect(() => {
      const classes = this.query.data?.classes;
      if (classes !== undefined && connection.state === 'open') void this.#load(classes);
    });
  }

  /** A sample's class; null without a label. */
  of(sample: number): number | null {
    const pending = this.#pending.get(sample);
    return pending === undefined ? (this.#told.get(sample) ?? null) : pending;
  }

  /** Whether any sample has a label. */
  get any(): boolean {
    return this.#told.size + this.#pending.size > 0;
  }

  nameOf(sample: number): string | null {
    const id = this.of(sample);
    return id === null ? null : (this.byId(id)?.name ?? null);
  }

  byId(id: number): LabelClass | null {
    return this.all[this.#places.get(id) ?? -1] ?? null;
  }

  /** A class's place in the list, which decides its colour and key; −1 when it is not there. */
  placeOf(id: number): number {
    return this.#places.get(id) ?? -1;
  }

  /** The class's place of each sample of a list of ids; −1 without a label. Few of many have one. */
  placesIn(index: IdIndex, count: number): Int32Array {
    const places = new Int32Array(count).fill(-1);
    for (const labels of [this.#told, this.#pending]) {
      for (const [id, of] of labels) {
        const at = index.of(id);
        if (at >= 0) places[at] = of === null ? -1 : this.placeOf(of);
      }
    }
    return places;
  }

  /** Shows labels before the app has answered. @returns a function that ends it */
  expect(samples: ArrayLike<number>, of: number | null): () => void {
    const given = Array.from(samples);
    this.#pending = new Map([...this.#pending, ...given.map((id) => [id, of] as const)]);
    return () => {
      const still = new Map(this.#pending);
      // A later label of the same sample stays expected.
      for (const id of given) if (still.get(id) === of) still.delete(id);
      this.#pending = still;
    };
  }

  /** The app has said that samples have a class now. */
  learn(samples: ArrayLike<number>, of: number | null): void {
    const told = new Map(this.#told);
    for (const id of Array.from(samples)) {
      if (of === null) told.delete(id);
      else told.set(id, of);
    }
    this.#told = told;
  }

  async save(samples: readonly number[], of: number | null): Promise<void> {
    await call('labels.give', { project: this.#project(), samples: [...samples], class: of });
  }

  async #load(classes: readonly LabelClass[]): Promise<void> {
    this.#asked += 1;
    const asked = this.#asked;
    try {
      const lists = await Promise.all(
        classes.map(
          async ({ class: id, train, test }) =>
            [
              id,
              train + test === 0
                ? []
                : (
                    await call('data.ids', {
                      project: this.#project(),
                      filter: { status: ['ready'], class: id },
                      sort: { by: 'added', descending: false },
                    })
                  ).ids,
            ] as const,
        ),
      );
      if (asked !== this.#asked) return;
      const told = new Map<number, number>();
      for (const [id, samples] of lists) for (const sample of samples) told.set(sample, id);
      this.#told = told;
      this.error = null;
    } catch (error) {
      if (asked === this.#asked) this.error = toPretextError(error);
    }
  }
}
