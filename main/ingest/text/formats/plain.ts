import { Refusal } from '../../refusal.ts';
import { cleanText, isGarbled } from '../clean-text.ts';
import { decodeText } from '../decode-text.ts';
import type { TextDocument } from '../text-input.ts';
import type { TextLimits } from '../text-limits.ts';
import { BoundedBytes } from './bounded-bytes.ts';

/**
 * A whole file as one document; of a longer one than `maxPlainBytes` the beginning.
 * @throws {Refusal} when it is no text, or blank
 */
export async function readPlain(
  name: string,
  chunks: AsyncIterable<Uint8Array>,
  limits: TextLimits,
  onEncoding?: (encoding: string) => void,
): Promise<TextDocument> {
  const parts: string[] = [];
  const bounded = new BoundedBytes(chunks, limits.maxPlainBytes);
  for await (const part of decodeText(bounded.read(), onEncoding)) parts.push(part);
  if (!bounded.hasBytes) throw new Refusal('empty', 'is empty (0 bytes)');
  const { text, notes } = cleanText(parts.join(''), limits.maxCharacters);
  checkText(text);
  if (bounded.isCut && !notes.includes('shortened')) notes.unshift('shortened');
  return { is: 'document', name, text, label: null, notes };
}

/** @throws {Refusal} for a text that is none */
export function checkText(text: string): void {
  if (text.trim() === '') throw new Refusal('empty', 'is empty: it holds nothing but white space');
  if (isGarbled(text))
    throw new Refusal('not-text', 'cannot be read as text in any known encoding');
}
