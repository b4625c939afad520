import { Refusal } from '../../refusal.ts';
import { cleanText, isGarbled } from '../clean-text.ts';
import { decodeText } from '../decode-text.ts';
import type { TextDocument } from '../text-input.ts';
import type { TextLimits } from '../text-limits.ts';

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
  let isCut = false;
  let hasBytes = false;
  const bounded = async function* (): AsyncGenerator<Uint8Array> {
    let left = limits.maxPlainBytes;
    for await (const chunk of chunks) {
      hasBytes ||= chunk.length > 0;
      isCut = chunk.length > left;
      yield chunk.subarray(0, left);
      left -= Math.min(left, chunk.length);
      if (isCut) return;
    }
  };
  for await (const part of decodeText(bounded(), onEncoding)) parts.push(part);
  if (!hasBytes) throw new Refusal('empty', 'is empty (0 bytes)');
  const { text, notes } = cleanText(parts.join(''), limits.maxCharacters);
  checkText(text);
  if (isCut && !notes.includes('shortened')) notes.unshift('shortened');
  return { is: 'document', name, text, label: null, notes };
}

/** @throws {Refusal} for a text that is none */
export function checkText(text: string): void {
  if (text.trim() === '') throw new Refusal('empty', 'is empty: it holds nothing but white space');
  if (isGarbled(text))
    throw new Refusal('not-text', 'cannot be read as text in any known encoding');
}
