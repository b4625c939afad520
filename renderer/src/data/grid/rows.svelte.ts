import { SvelteMap } from 'svelte/reactivity';
import type { SampleFilter, SampleRow, SampleSort } from '../../../../shared/contract/data.ts';
import { call } from '../../connection/connection.svelte.ts';
import { attempt } from '../../state/notices.ts';

const pageSize = 200;
/** Most that is kept: more than is ever seen at once. */
const keptRows = 20_000;
const waitMilliseconds = 60;

export interface List {
  project: string;
  filter: SampleFilter;
  sort: SampleSort;
  ids: Int32Array;
}

/** What is known of the samples that a grid shows: asked for part by part, where the grid is. */
export class Rows {
  readonly #known = new SvelteMap<number, SampleRow>();
  readonly #list: List;
  readonly #asked = new Set<number>();
  readonly #wanted = new Set<number>();
  #places: Map<number, number> | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(list: List) {
    this.#list = list;
  }

  /** A sample's row; undefined until it is known, which is asked for. */
  of(sample: number): SampleRow | undefined {
    const row = this.#known.get(sample);
    if (row === undefined) this.#want(sample);
    return row;
  }

  /** Where a sample is in the list; −1 when it is not. */
  placeOf(sample: number): number {
    this.#places ??= new Map(Array.from(this.#list.ids, (id, place) => [id, place]));
    return this.#places.get(sample) ?? -1;
  }

  #want(sample: number): void {
    const place = this.placeOf(sample);
    if (place < 0) return;
    const page = Math.floor(place / pageSize);
    if (this.#asked.has(page)) return;
    this.#wanted.add(page);
    // While one scrolls fast, only where it comes to rest is asked for.
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#ask(), waitMilliseconds);
  }

  async #ask(): Promise<void> {
    const pages = [...this.#wanted].slice(-4);
    this.#wanted.clear();
    const { project, filter, sort } = this.#list;
    for (const page of pages) this.#asked.add(page);
    await attempt(async () => {
      for (const page of pages) {
        const offset = page * pageSize;
        const { samples } = await call('data.page', {
          project,
          filter,
          sort,
          offset,
          limit: pageSize,
        });
        if (this.#known.size + samples.length > keptRows) {
          this.#known.clear();
          this.#asked.clear();
        }
        for (const row of samples) this.#known.set(row.sample, row);
      }
    });
  }
}
