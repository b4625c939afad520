import { isAscii } from 'node:buffer';
import chardet from 'chardet';
import { foreignText } from './foreign-text.ts';

/** Bytes that are looked at to tell an encoding. */
export const encodingSampleBytes = 64 * 1024;

/** What a beginning of bytes says: a label of the WHATWG Encoding Standard, or why it is no text. */
export type EncodingFound =
  /** `ascii`: no byte so far tells UTF-8 from the others. */
  { encoding: string; ascii: boolean } | { binary: string };

/** More control characters than this share are no text. */
const mostControls = 0.02;
/** What chardet says of a few bytes that break no rule is no more than this. */
const chardetDoubt = 10;

/**
 * Tells the encoding of a text: byte-order mark, UTF-16 by where its zeros are, UTF-8 by its rules, and others by
 * frequent letters (npm `chardet`, after ICU's detector). What is no better guess is windows-1252.
 *
 * @param sample from the beginning, or from where the first byte beyond ASCII is
 */
export function detectEncoding(sample: Uint8Array): EncodingFound {
  const certain = certainEncoding(sample);
  if (certain !== null) return certain;
  const isEscaped = sample.includes(0x1b); // ISO-2022-JP is ASCII with escapes
  if (isAscii(sample) && !isEscaped) return { encoding: 'utf-8', ascii: true };
  if (isUtf8(sample) && !isEscaped) return { encoding: 'utf-8', ascii: false };
  return { encoding: byLetters(sample), ascii: false };
}

/** Why these first bytes are no text; `null` if they may be. */
export function whyNoText(sample: Uint8Array): string | null {
  const certain = certainEncoding(sample);
  return certain !== null && 'binary' in certain ? certain.binary : null;
}

function certainEncoding(sample: Uint8Array): EncodingFound | null {
  const marked = byteOrderMark(sample);
  if (marked !== null) return marked;
  const wide = utf16WithoutMark(sample);
  if (wide !== null) return { encoding: wide, ascii: false };
  const foreign = foreignText(sample);
  if (foreign !== null) return { binary: foreign };
  return controlShare(sample) > mostControls ? { binary: 'holds binary data, not text' } : null;
}

function byteOrderMark(bytes: Uint8Array): EncodingFound | null {
  const [a, b, c, d] = bytes;
  if (a === 0xef && b === 0xbb && c === 0xbf) return { encoding: 'utf-8', ascii: false };
  if (a === 0xff && b === 0xfe && c === 0 && d === 0) {
    return { binary: 'is UTF-32 text, which hardly any program writes; save it as UTF-8' };
  }
  if (a === 0xff && b === 0xfe) return { encoding: 'utf-16le', ascii: false };
  if (a === 0xfe && b === 0xff) return { encoding: 'utf-16be', ascii: false };
  return null;
}

/** Letters of most scripts share a high byte; of ASCII it is zero. */
function utf16WithoutMark(bytes: Uint8Array): string | null {
  const pairs = bytes.length >> 1;
  if (pairs < 4) return null;
  let even = 0;
  let odd = 0;
  for (let at = 0; at < pairs * 2; at += 2) {
    if (bytes[at] === 0) even += 1;
    if (bytes[at + 1] === 0) odd += 1;
  }
  // Spaces and line ends are there in every script that has them.
  if (odd > pairs * 0.1 && even < pairs * 0.01) return isUtf16(bytes, 'utf-16le');
  if (even > pairs * 0.1 && odd < pairs * 0.01) return isUtf16(bytes, 'utf-16be');
  return null;
}

function isUtf16(bytes: Uint8Array, encoding: string): string | null {
  const text = new TextDecoder(encoding).decode(bytes.subarray(0, bytes.length & ~1));
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it counts
  const odd = text.match(/[\0-\x08\x0e-\x1f\ufffd]/g)?.length ?? 0;
  return odd > text.length * mostControls ? null : encoding;
}

/** Share of control characters that no text has: not white space, not the escape of ISO-2022-JP. */
function controlShare(bytes: Uint8Array): number {
  let controls = 0;
  for (const byte of bytes) {
    if (byte < 0x20 && !(byte >= 0x09 && byte <= 0x0d) && byte !== 0x1b) controls += 1;
  }
  return bytes.length === 0 ? 0 : controls / bytes.length;
}

/**
 * Whether it is UTF-8, give or take a damaged character in a hundred, and one cut off at the end. Other encodings hardly
 * ever look like it.
 */
function isUtf8(bytes: Uint8Array): boolean {
  const text = new TextDecoder('utf-8').decode(bytes, { stream: true });
  let damaged = 0;
  let whole = 0;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit === 0xfffd) damaged += 1;
    else if (unit > 0x7f) whole += 1;
  }
  return damaged === 0 || damaged * 100 < whole;
}

function byLetters(bytes: Uint8Array): string {
  // To the last line end, so that no character is cut in half.
  const end = bytes.lastIndexOf(0x0a);
  const lines =
    bytes.length < encodingSampleBytes || end < bytes.length / 2 ? bytes : bytes.subarray(0, end);
  for (const { name, confidence } of chardet.analyse(lines)) {
    if (confidence <= chardetDoubt) break;
    const encoding = labelOf(name);
    if (encoding !== null) return encoding;
  }
  return 'windows-1252';
}

/** The standard's label; `null` for encodings that it does not have (or has for safety's sake only as an error). */
function labelOf(name: string): string | null {
  try {
    const { encoding } = new TextDecoder(name);
    return encoding.startsWith('utf-') ? null : encoding; // it was asked for already
  } catch {
    return null; // the question was whether there is one
  }
}
