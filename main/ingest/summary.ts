import type { ImportedSample, ImportSummary, SkippedFile } from './types.ts';

type SummedUp = Pick<ImportedSample, 'notes'> & Partial<ImportedSample>;

/** Counts what was handled and how, one sample after the other. */
export class SummaryBuilder {
  readonly #notes: ImportSummary['notes'] = {};
  readonly #formats: ImportSummary['formats'] = {};
  readonly #widths = new Map<number, number>();
  readonly #heights = new Map<number, number>();

  /** @param sample a size is of pictures; a text has no format */
  add({ notes, format, width, height }: SummedUp): void {
    for (const note of notes) this.#notes[note] = (this.#notes[note] ?? 0) + 1;
    if (format !== undefined) this.#formats[format] = (this.#formats[format] ?? 0) + 1;
    if (width === undefined || height === undefined) return;
    this.#widths.set(width, (this.#widths.get(width) ?? 0) + 1);
    this.#heights.set(height, (this.#heights.get(height) ?? 0) + 1);
  }

  finish(skipped: readonly SkippedFile[]): ImportSummary {
    const codes: ImportSummary['skipped'] = {};
    for (const { code, standsFor = 1 } of skipped) codes[code] = (codes[code] ?? 0) + standsFor;
    return {
      notes: this.#notes,
      formats: this.#formats,
      skipped: codes,
      width: range(this.#widths),
      height: range(this.#heights),
    };
  }
}

/**
 * Least, median (the lower of the two middle ones), greatest; zeros for no values.
 * @param counts value → how often
 */
export function range(counts: ReadonlyMap<number, number>): [number, number, number] {
  const sorted = [...counts].sort(([a], [b]) => a - b);
  const total = sorted.reduce((sum, [, count]) => sum + count, 0);
  let seen = 0;
  const middle = sorted.find(([, count]) => {
    seen += count;
    return seen * 2 >= total;
  });
  return [sorted[0]?.[0] ?? 0, middle?.[0] ?? 0, sorted.at(-1)?.[0] ?? 0];
}
