import { specialTokens } from '../../../../shared/special-tokens.ts';

/**
 * Byte-level BPE writes each byte as a visible character, so that a vocabulary is readable and can be JSON: printable
 * Latin-1 as itself, the others as U+0100 onwards in order. From GPT-2's `bytes_to_unicode` (A. Radford et al.,
 * "Language Models are Unsupervised Multitask Learners", 2019).
 */
function charactersOfBytes(): string[] {
  const isPrintable = (byte: number): boolean =>
    (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte <= 0xac) || byte >= 0xae;
  let next = 0x100;
  return Array.from({ length: 256 }, (_, byte) =>
    String.fromCharCode(isPrintable(byte) ? byte : next++),
  );
}

/** The character that stands for each byte. */
export const byteCharacters: readonly string[] = charactersOfBytes();

/** The byte that each of those characters stands for. */
export const characterBytes: ReadonlyMap<string, number> = new Map(
  byteCharacters.map((character, byte) => [character, byte]),
);

/** Bytes in the order of their tokens, which is that of their characters (as Hugging Face's trainer has it). */
const orderedBytes: readonly number[] = byteCharacters
  .map((_, byte) => byte)
  .sort(
    (a, b) => (byteCharacters[a] ?? '').charCodeAt(0) - (byteCharacters[b] ?? '').charCodeAt(0),
  );

/** Ids of special tokens and of single bytes: those that every vocabulary begins with. */
export const baseTokens: readonly string[] = [
  ...specialTokens,
  ...orderedBytes.map((byte) => byteCharacters[byte] ?? ''),
];

/** The token of each byte: uint16 `[256]`. */
export const byteTokens: Uint16Array = Uint16Array.from(
  { length: 256 },
  (_, byte) => specialTokens.length + orderedBytes.indexOf(byte),
);
