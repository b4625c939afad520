import { isUtf8 } from 'node:buffer';
import { Refusal } from '../refusal.ts';
import type { TableInput, TextEncodingName } from './table.ts';

const headBytes = 4096;
/** Tabs, line ends and form feeds are text. */
const textControls = new Set([0x09, 0x0a, 0x0c, 0x0d]);

/**
 * How the characters of a text file are stored: a byte-order mark says so; every other byte zero is
 * UTF-16; what is valid UTF-8 to its end is UTF-8; the rest is taken for Windows-1252, in which every byte
 * is a character. Reads the whole file once.
 *
 * @throws {Refusal} `empty`, or `unsupported` when the bytes are no text
 */
export async function findEncoding(input: TableInput): Promise<TextEncodingName> {
  let head: Uint8Array = new Uint8Array(0);
  let rest: Uint8Array = new Uint8Array(0);
  let valid = true;
  for await (const chunk of input.chunks()) {
    if (head.length < headBytes) {
      head = joined(head, chunk.subarray(0, headBytes - head.length));
      if (head.length >= headBytes) {
        const known = encodingByHead(head);
        if (known !== null) return known;
      }
    }
    if (!valid) continue;
    const bytes = rest.length === 0 ? chunk : joined(rest, chunk);
    const end = completeEnd(bytes);
    valid = isUtf8(bytes.subarray(0, end));
    rest = bytes.slice(end);
    if (!valid && head.length >= headBytes) break;
  }
  if (head.length === 0) throw new Refusal('empty', 'is empty (0 bytes)');
  return encodingByHead(head) ?? (valid && isUtf8(rest) ? 'utf-8' : 'windows-1252');
}

/** What the first bytes alone say. @throws {Refusal} when they are no text */
export function encodingByHead(head: Uint8Array): TextEncodingName | null {
  if (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf) return 'utf-8';
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le';
  if (head[0] === 0xfe && head[1] === 0xff) return 'utf-16be';
  const isControl = (byte: number): boolean => byte < 0x20 && !textControls.has(byte);
  const controls = head.filter(isControl).length;
  const zeros = head.filter((byte) => byte === 0).length;
  const oddZeros = head.filter((byte, at) => byte === 0 && at % 2 === 1).length;
  const few = head.length / 20;
  // Half of the bytes of plain English in UTF-16 are zero; a good part of other tables' are.
  if (zeros > head.length / 8 && controls - zeros <= few) {
    if (oddZeros > 0.9 * zeros) return 'utf-16le';
    if (oddZeros < 0.1 * zeros) return 'utf-16be';
  }
  if (controls > few) throw new Refusal('unsupported', 'is binary data, not text');
  return null;
}

/** Up to where `bytes` can be judged: a character may go on in the next chunk. */
function completeEnd(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte < 0x80) break;
    if (byte >= 0xc0) {
      const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
      return length > back ? bytes.length - back : bytes.length;
    }
  }
  return bytes.length;
}

function joined(left: Uint8Array, right: Uint8Array): Uint8Array {
  const out = new Uint8Array(left.length + right.length);
  out.set(left);
  out.set(right, left.length);
  return out;
}

/** The text of a file, piece by piece, without a byte-order mark. What is no character becomes U+FFFD. */
export async function* textOf(
  input: TableInput,
  encoding: TextEncodingName,
): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding);
  for await (const chunk of input.chunks()) {
    const text = decoder.decode(chunk, { stream: true });
    if (text !== '') yield text;
  }
  const last = decoder.decode();
  if (last !== '') yield last;
}

/** The first characters of a file, at most `chars`. */
export async function headText(
  input: TableInput,
  encoding: TextEncodingName,
  chars: number,
): Promise<string> {
  let head = '';
  for await (const text of textOf(input, encoding)) {
    head += text;
    if (head.length >= chars) break;
  }
  return head.slice(0, chars);
}
