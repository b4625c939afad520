import type { Preprocessing } from './preprocessing.ts';

/** What samples are and how they were prepared, after their number: `images, 28 × 28 pixels, grey`. */
export function preparationText(preprocessing: Preprocessing): string {
  if (preprocessing.kind === 'tables') {
    const { columns, label } = preprocessing;
    const kept = label === null ? '' : `; the column “${label}” is kept out as the class`;
    return `rows of ${columns.length} columns${kept}`;
  }
  const { size, channels } = preprocessing;
  return `images, ${size} × ${size} pixels, ${channels === 1 ? 'grey' : 'colour'}`;
}
