import type { IdIndex } from './id-index.ts';

/**
 * Values of a list of samples in the order of another list.
 * @param into one place a sample of that list; those without a value keep what is there
 */
export function alignedTo<Values extends Int32Array | Float32Array>(
  index: IdIndex,
  ids: Int32Array,
  values: Values,
  into: Values,
): Values {
  for (let i = 0; i < ids.length; i++) {
    const place = index.of(ids[i] ?? 0);
    if (place >= 0) into[place] = values[i] ?? 0;
  }
  return into;
}
