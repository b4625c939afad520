import { hasMagic } from '../../kinds/kind.ts';
import { Refusal } from '../../refusal.ts';

/**
 * What an MPEG-4 file says of its sound. Format: ISO/IEC 14496-12 (boxes, `mdhd`, `hdlr`, `stsd`) and 14496-14 (`mp4a`).
 */
export interface Mp4Audio {
  /** Four letters: `mp4a`, `alac`, … */
  coding: string;
  channels: number;
  sampleRate: number;
  seconds: number;
  endsEarly: boolean;
}

interface Box {
  type: string;
  /** Of its content. */
  start: number;
  end: number;
}

const maxBoxes = 100_000;

export function isMp4(bytes: Buffer): boolean {
  return hasMagic(bytes, 'ftyp', 4);
}

/** @throws {Refusal} */
export function readMp4Audio(bytes: Buffer): Mp4Audio {
  const top = [...boxes(bytes, 0, bytes.length)];
  const movie = top.find(({ type }) => type === 'moov');
  const endsEarly = (top.at(-1)?.end ?? 0) > bytes.length;
  if (movie === undefined) {
    throw endsEarly
      ? new Refusal('truncated', 'is cut off: the part that says what is in it is missing')
      : new Refusal('corrupt', 'is damaged: the part that says what is in it is missing');
  }
  const tracks = children(bytes, movie, 'trak').flatMap((track) => children(bytes, track, 'mdia'));
  const kinds = tracks.map((media) => handler(bytes, media));
  if (kinds.includes('vide')) throw new Refusal('unsupported', 'is a video, not a recording');
  const media = tracks[kinds.indexOf('soun')];
  const header = media && children(bytes, media, 'mdhd')[0];
  const entry = media && sampleEntry(bytes, media);
  if (header === undefined || entry === undefined) {
    throw new Refusal('unsupported', 'is an MPEG-4 file without sound');
  }
  return { ...entry, seconds: duration(bytes, header), endsEarly };
}

function* boxes(bytes: Buffer, from: number, to: number): Generator<Box> {
  let at = from;
  for (let seen = 0; at + 8 <= to && seen < maxBoxes; seen++) {
    const short = bytes.readUInt32BE(at);
    const isLong = short === 1 && at + 16 <= to;
    const size = isLong ? Number(bytes.readBigUInt64BE(at + 8)) : short === 0 ? to - at : short;
    const header = isLong ? 16 : 8;
    if (size < header) return;
    yield { type: bytes.toString('latin1', at + 4, at + 8), start: at + header, end: at + size };
    at += size;
  }
}

function children(bytes: Buffer, { start, end }: Box, type: string): Box[] {
  return [...boxes(bytes, start, Math.min(end, bytes.length))].filter((box) => box.type === type);
}

function handler(bytes: Buffer, media: Box): string {
  const box = children(bytes, media, 'hdlr')[0];
  return box === undefined ? '' : bytes.toString('latin1', box.start + 8, box.start + 12);
}

function duration(bytes: Buffer, { start }: Box): number {
  const isLong = bytes[start] === 1;
  if (start + (isLong ? 32 : 20) > bytes.length) return 0;
  const scale = bytes.readUInt32BE(start + (isLong ? 20 : 12));
  const ticks = isLong ? Number(bytes.readBigUInt64BE(start + 24)) : bytes.readUInt32BE(start + 16);
  return scale === 0 ? 0 : ticks / scale;
}

function sampleEntry(
  bytes: Buffer,
  media: Box,
): Pick<Mp4Audio, 'coding' | 'channels' | 'sampleRate'> | undefined {
  const [table] = children(bytes, media, 'minf')
    .flatMap((box) => children(bytes, box, 'stbl'))
    .flatMap((box) => children(bytes, box, 'stsd'));
  if (table === undefined) return undefined;
  const [entry] = boxes(bytes, table.start + 8, Math.min(table.end, bytes.length));
  if (entry === undefined || entry.start + 28 > bytes.length) return undefined;
  return {
    coding: entry.type,
    channels: aacChannels(bytes, entry) ?? bytes.readUInt16BE(entry.start + 16),
    sampleRate: bytes.readUInt32BE(entry.start + 24) / 65_536,
  };
}

/**
 * The channels that the decoder's own settings say (ISO/IEC 14496-3, AudioSpecificConfig): the table around them says two
 * whatever there are.
 */
function aacChannels(bytes: Buffer, entry: Box): number | undefined {
  const inside = { ...entry, start: entry.start + 28 };
  const box = children(bytes, inside, 'esds')[0];
  if (box === undefined) return undefined;
  const stream = descriptor(bytes, box.start + 4, 3);
  const decoder = stream && descriptor(bytes, stream.start + 3, 4);
  const settings = decoder && descriptor(bytes, decoder.start + 13, 5);
  if (settings === undefined || settings.start + 2 > bytes.length) return undefined;
  const channels = (bytes.readUInt16BE(settings.start) >> 3) & 0x0f;
  return channels === 0 || channels > 6 ? undefined : channels;
}

/** The content of a descriptor of this tag; its length takes one to four bytes (ISO/IEC 14496-1, section 8.3.3). */
function descriptor(bytes: Buffer, at: number, tag: number): { start: number } | undefined {
  if (bytes[at] !== tag) return undefined;
  let start = at + 1;
  while (start < at + 4 && ((bytes[start] ?? 0) & 0x80) !== 0) start += 1;
  return { start: start + 1 };
}
