import { bosId, padId } from '../../../../shared/special-tokens.ts';

/**
 * A row of fixed length, uint16 `[length]`: `<bos>`, then as much of the beginning as there is room for, then `<pad>`.
 *
 * @param ids tokens of one text, int32 `[tokens]`, without special ones
 * @throws {RangeError} for a length below 1
 */
export function packTokens(ids: ArrayLike<number>, length: number): Uint16Array {
  if (!Number.isInteger(length) || length < 1) {
    throw new RangeError(`A row holds at least one token, not ${length}.`);
  }
  const row = new Uint16Array(length).fill(padId);
  row[0] = bosId;
  for (let at = 1; at < length && at <= ids.length; at++) row[at] = ids[at - 1] ?? padId;
  return row;
}
