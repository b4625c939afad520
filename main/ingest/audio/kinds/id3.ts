import { hasMagic } from '../../kinds/kind.ts';

/**
 * How many bytes of ID3v2 tags (names, cover pictures) stand before the audio; it may be more than there are.
 * Format: M. Nilsson, "ID3 tag version 2.4.0, main structure" (2000), section 3.1.
 */
export function id3Bytes(bytes: Buffer): number {
  let at = 0;
  while (hasMagic(bytes, 'ID3', at) && at + 10 <= bytes.length) {
    let size = 0;
    for (let index = 6; index < 10; index++) size = size * 128 + ((bytes[at + index] ?? 0) & 0x7f);
    const footer = ((bytes[at + 5] ?? 0) & 0x10) !== 0 ? 10 : 0;
    at += 10 + size + footer;
  }
  return at;
}
