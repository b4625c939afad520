import { isAscii } from 'node:buffer';
import { Refusal } from '../refusal.ts';
import { detectEncoding, encodingSampleBytes } from './detect-encoding.ts';

type Decoder = InstanceType<typeof TextDecoder>;

/** Bytes decoded at once, however large the chunks are that come. */
const pieceBytes = 64 * 1024;

/**
 * Bytes as text, piece by piece, in the encoding that they are found to be in. As long as only ASCII comes, the encoding
 * stays open: a table in windows-1252 may have its first umlaut after a megabyte. Line ends stay what they are.
 *
 * @param found told the encoding as soon as it is known; not called for nothing but ASCII
 * @throws {Refusal} `not-text`
 */
export async function* decodeText(
  chunks: AsyncIterable<Uint8Array>,
  found?: (encoding: string) => void,
): AsyncGenerator<string> {
  let decoder: Decoder | null = null;
  let isFirst = true;
  /** Waiting until there is enough to tell the encoding. */
  let held: Uint8Array[] = [];
  let heldBytes = 0;
  const decide = (): string => {
    const sample = Buffer.concat(held);
    held = [];
    heldBytes = 0;
    const answer = detectEncoding(sample);
    if ('binary' in answer) throw new Refusal('not-text', answer.binary);
    isFirst = false;
    if (answer.ascii) return sample.toString('latin1');
    found?.(answer.encoding);
    decoder = new TextDecoder(answer.encoding);
    return decoder.decode(sample, { stream: true });
  };
  for await (const piece of piecesOf(chunks)) {
    if (decoder !== null) {
      yield (decoder as Decoder).decode(piece, { stream: true });
    } else if (!isFirst && held.length === 0 && isAscii(piece) && !piece.includes(0x1b)) {
      yield Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength).toString('latin1');
    } else {
      held.push(piece);
      heldBytes += piece.length;
      if (heldBytes >= encodingSampleBytes) yield decide();
    }
  }
  if (held.length > 0) yield decide();
  if (decoder !== null) yield (decoder as Decoder).decode();
}

async function* piecesOf(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) {
    for (let at = 0; at < chunk.length; at += pieceBytes) yield chunk.subarray(at, at + pieceBytes);
  }
}
