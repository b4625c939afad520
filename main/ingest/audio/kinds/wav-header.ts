import { hasMagic } from '../../kinds/kind.ts';
import { Refusal } from '../../refusal.ts';

/**
 * The layout of a WAVE file, read with the liberties that real files take: sizes of 0 or of nearly 2³² that programs
 * leave which do not know the length yet, promises of more samples than there are, chunks in any order.
 * Format: Microsoft and IBM, "Multimedia Programming Interface and Data Specifications 1.0" (1991); Microsoft,
 * "Multiple Channel Audio Data and WAVE Files" (WAVE_FORMAT_EXTENSIBLE); EBU Tech 3306 (RF64).
 */
export interface WavLayout {
  coding: 'integer' | 'float' | 'a-law' | 'mu-law';
  channels: number;
  sampleRate: number;
  /** Of one stored value. */
  bytesPerValue: number;
  /** Offset and length of the samples; a whole number of frames. */
  start: number;
  bytes: number;
  /** Whether the header promises more. */
  endsEarly: boolean;
}

const codings: Record<number, WavLayout['coding']> = {
  1: 'integer',
  3: 'float',
  6: 'a-law',
  7: 'mu-law',
};
const extensible = 0xfffe;
const otherCodings: Record<number, string> = {
  2: 'Microsoft ADPCM',
  17: 'IMA ADPCM',
  34: 'TrueSpeech',
  49: 'GSM 6.10',
  64: 'G.721 ADPCM',
  80: 'MPEG audio',
  85: 'MP3',
  255: 'AAC',
  353: 'Windows Media Audio',
};
const possibleBytes: Record<WavLayout['coding'], readonly number[]> = {
  integer: [1, 2, 3, 4],
  float: [4, 8],
  'a-law': [1],
  'mu-law': [1],
};
/** Programs that write to a pipe put 0, 2³² − 1 or a little less than 2³¹ or 2³² for a size. */
const streamedSize = 0x7fff_0000;
const maxChunks = 10_000;

interface Chunks {
  format: Buffer | null;
  data: { start: number; bytes: number; endsEarly: boolean } | null;
}

export function isWav(head: Uint8Array): boolean {
  const container = hasMagic(head, 'RIFF') || hasMagic(head, 'RF64') || hasMagic(head, 'BW64');
  return container && hasMagic(head, 'WAVE', 8);
}

/** @throws {Refusal} */
export function readWavLayout(bytes: Buffer): WavLayout {
  const { format, data } = findChunks(bytes);
  if (format === null) {
    throw data === null
      ? new Refusal('truncated', 'is cut off: it ends within its WAV header')
      : new Refusal('corrupt', 'is damaged: its WAV header does not say how samples are stored');
  }
  if (format.length < 16) {
    throw new Refusal('corrupt', `is damaged: its WAV header has ${format.length} of 16 bytes`);
  }
  const channels = format.readUInt16LE(2);
  const sampleRate = format.readUInt32LE(4);
  const coding = readCoding(format);
  const bytesPerValue = readValueBytes(format, coding, channels);
  if (data === null) {
    throw new Refusal('truncated', 'is cut off: its WAV header is not followed by samples');
  }
  const frameBytes = bytesPerValue * Math.max(channels, 1);
  const frames = Math.floor(data.bytes / frameBytes);
  const { start, endsEarly } = data;
  return {
    coding,
    channels,
    sampleRate,
    bytesPerValue,
    start,
    bytes: frames * frameBytes,
    endsEarly,
  };
}

function findChunks(bytes: Buffer): Chunks {
  const found: Chunks = { format: null, data: null };
  let at = 12;
  for (let seen = 0; at + 8 <= bytes.length && seen < maxChunks; seen++) {
    const size = bytes.readUInt32LE(at + 4);
    const start = at + 8;
    if (hasMagic(bytes, 'fmt ', at)) {
      found.format ??= bytes.subarray(start, start + size);
    } else if (hasMagic(bytes, 'data', at)) {
      found.data ??= dataChunk(bytes, start, size);
      if (found.format !== null) break;
      if (found.data.bytes !== size) break; // it takes the rest of the file
    }
    at = start + size + (size % 2);
  }
  return found;
}

function dataChunk(bytes: Buffer, start: number, size: number): NonNullable<Chunks['data']> {
  const rest = bytes.length - start;
  const unknown = size >= streamedSize || (size === 0 && !isChunk(bytes, start));
  if (unknown && size !== rest) return { start, bytes: rest, endsEarly: false };
  return { start, bytes: Math.min(size, rest), endsEarly: size > rest };
}

/** Whether a chunk with a plausible name begins here and ends within the file. */
function isChunk(bytes: Buffer, at: number): boolean {
  if (at + 8 > bytes.length) return false;
  const name = bytes.toString('latin1', at, at + 4);
  return /^[A-Za-z][\w ]{3}$/.test(name) && at + 8 + bytes.readUInt32LE(at + 4) <= bytes.length;
}

/** @throws {Refusal} */
function readCoding(format: Buffer): WavLayout['coding'] {
  const tag = format.readUInt16LE(0);
  // An extensible header begins its 16-byte identifier of the coding with the ordinary tag.
  const real = tag === extensible && format.length >= 26 ? format.readUInt16LE(24) : tag;
  const coding = codings[real];
  if (coding !== undefined) return coding;
  const name = otherCodings[real] ?? `coding ${real}`;
  throw new Refusal('unsupported', `is a WAV file of ${name}; save it as ordinary (PCM) WAV`);
}

/** @throws {Refusal} */
function readValueBytes(format: Buffer, coding: WavLayout['coding'], channels: number): number {
  const bits = format.readUInt16LE(14);
  const least = Math.ceil(bits / 8);
  const container = format.readUInt16LE(12) / Math.max(channels, 1);
  const possible = possibleBytes[coding];
  // 20 bits are stored in 3 bytes and 24 often in 4, at their upper end: only the container counts.
  if (possible.includes(container) && container >= least) return container;
  if (possible.includes(least)) return least;
  throw new Refusal('corrupt', `is damaged: its WAV header says ${bits} bits a sample (${coding})`);
}
