import { formatBytes } from '../../limits.ts';
import { Refusal } from '../../refusal.ts';
import type { RefusedText, TextDocument } from '../text-input.ts';
import type { TextLimits } from '../text-limits.ts';
import { envelopeLine } from './looks-like-mail.ts';
import { readMail } from './mail.ts';

/**
 * The mails of a mailbox (RFC 4155), one after another; two at a time are held. A mailbox of one mail is called as its file. A line of a mail that begins with `From ` is
 * written `>From ` in there, and read back.
 */
export async function* readMailbox(
  name: string,
  chunks: AsyncIterable<Uint8Array>,
  limits: TextLimits,
): AsyncGenerator<TextDocument | RefusedText> {
  let number = 0;
  let waiting: Buffer | null | undefined;
  for await (const mail of mailsOf(chunks, limits.maxMailBytes)) {
    if (waiting !== undefined) yield await readOne(`${name}, mail ${++number}`, waiting, limits);
    waiting = mail;
  }
  if (waiting === undefined) return;
  yield await readOne(number === 0 ? name : `${name}, mail ${number + 1}`, waiting, limits);
}

async function readOne(
  name: string,
  mail: Buffer | null,
  limits: TextLimits,
): Promise<TextDocument | RefusedText> {
  try {
    if (mail === null) {
      throw new Refusal('oversized', `is a mail of more than ${formatBytes(limits.maxMailBytes)}`);
    }
    return await readMail(name, oneChunk(mail), limits);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { is: 'refused', name, code: error.code, clause: error.clause };
  }
}

async function* oneChunk(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

/** Each mail's bytes; `null` for one that is too long, of which nothing is kept. */
async function* mailsOf(
  chunks: AsyncIterable<Uint8Array>,
  most: number,
): AsyncGenerator<Buffer | null> {
  let lines: Buffer[] = [];
  let bytes = 0;
  let isBlank = true;
  for await (const line of byteLines(chunks)) {
    const begins = isBlank && line.length < 1000 && envelopeLine.test(line.toString('latin1'));
    if (begins && bytes > 0) {
      yield bytes > most ? null : Buffer.concat(lines);
      lines = [];
      bytes = 0;
    }
    isBlank = line.length <= 2 && line.toString('latin1').trim() === '';
    bytes += line.length;
    if (bytes > most) lines = [];
    else lines.push(unquoted(line));
  }
  if (bytes > 0) yield bytes > most ? null : Buffer.concat(lines);
}

function unquoted(line: Buffer): Buffer {
  return /^>+From /.test(line.toString('latin1', 0, 100)) ? line.subarray(1) : line;
}

/** Lines with their ends; a line that runs over several chunks comes in several pieces. */
async function* byteLines(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of chunks) {
    const bytes = Buffer.concat([rest, chunk]);
    let start = 0;
    for (let end = bytes.indexOf(0x0a); end >= 0; end = bytes.indexOf(0x0a, start)) {
      yield bytes.subarray(start, end + 1);
      start = end + 1;
    }
    rest = Buffer.from(bytes.subarray(start));
    if (rest.length > 1_000_000) {
      yield rest;
      rest = Buffer.alloc(0);
    }
  }
  if (rest.length > 0) yield rest;
}
