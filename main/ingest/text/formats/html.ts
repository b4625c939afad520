import { Refusal } from '../../refusal.ts';
import { cleanText } from '../clean-text.ts';
import { decodeText } from '../decode-text.ts';
import { detectEncoding, encodingSampleBytes } from '../detect-encoding.ts';
import { htmlToText } from '../html-to-text.ts';
import type { TextDocument } from '../text-input.ts';
import type { TextLimits } from '../text-limits.ts';
import { BoundedBytes } from './bounded-bytes.ts';
import { declaredEncoding } from './html-encoding.ts';
import { checkText } from './plain.ts';

/**
 * What a person reads of a page of HTML as one document; of a longer one than `maxPlainBytes` the beginning. Its encoding is that of its byte-order mark,
 * of its `<meta charset>`, or found as that of any text.
 * @throws {Refusal} when it is no text, or has nothing to read
 */
export async function readHtml(
  name: string,
  chunks: AsyncIterable<Uint8Array>,
  limits: TextLimits,
  onEncoding?: (encoding: string) => void,
): Promise<TextDocument> {
  const bounded = new BoundedBytes(chunks, limits.maxPlainBytes);
  const parts: Uint8Array[] = [];
  for await (const chunk of bounded.read()) parts.push(chunk);
  if (!bounded.hasBytes) throw new Refusal('empty', 'is empty (0 bytes)');
  const html = await decoded(Buffer.concat(parts), onEncoding);
  const { text, notes } = cleanText(htmlToText(html), limits.maxCharacters);
  checkText(text);
  if (bounded.isCut && !notes.includes('shortened')) notes.unshift('shortened');
  return { is: 'document', name, text, label: null, notes: ['from-html', ...notes] };
}

/** @throws {Refusal} `not-text` */
async function decoded(
  bytes: Buffer,
  onEncoding: ((encoding: string) => void) | undefined,
): Promise<string> {
  const found = detectEncoding(bytes.subarray(0, encodingSampleBytes));
  if ('binary' in found) throw new Refusal('not-text', found.binary);
  const declared = declaredEncoding(bytes);
  // What is UTF-16 cannot have been read to be declared otherwise.
  if (declared === null || found.encoding.startsWith('utf-16')) {
    const parts: string[] = [];
    for await (const part of decodeText(once(bytes), onEncoding)) parts.push(part);
    return parts.join('');
  }
  onEncoding?.(declared);
  return new TextDecoder(declared).decode(bytes);
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
