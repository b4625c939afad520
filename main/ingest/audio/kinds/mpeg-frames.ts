import { hasMagic } from '../../kinds/kind.ts';
import { id3Bytes } from './id3.ts';

/**
 * The frames of an MPEG audio file (layers I to III). Format: ISO/IEC 11172-3 and 13818-3, header of the frame;
 * the table of contents: G. Nilsson, "MPEG Audio Frame Header" (Xing and Info tags).
 */
export interface MpegFrame {
  start: number;
  bytes: number;
  sampleRate: number;
  channels: 1 | 2;
  /** Of one channel. */
  samples: number;
  /** What stays the same in all frames of a stream: version, layer, sample rate. */
  stream: number;
  /** Bytes between the frame's header and its audio data. */
  side: number;
}

const bitrates: Record<string, readonly number[]> = {
  // MPEG-1 layers I, II, III; MPEG-2 layer I; MPEG-2 layers II and III: kbit/s for index 1 to 14
  '1-1': [32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448],
  '1-2': [32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384],
  '1-3': [32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320],
  '2-1': [32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256],
  '2-2': [8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
};
const mpeg1Rates = [44_100, 48_000, 32_000] as const;
/** How far behind the tags a first frame is looked for. */
const searchBytes = 64 * 1024;

function readMpegFrame(bytes: Buffer, at: number): MpegFrame | null {
  if (at + 4 > bytes.length || bytes[at] !== 0xff) return null;
  const second = bytes[at + 1] ?? 0;
  const third = bytes[at + 2] ?? 0;
  const version = (second >> 3) & 3; // 0: 2.5, 2: 2, 3: 1
  const layer = 4 - ((second >> 1) & 3);
  if ((second & 0xe0) !== 0xe0 || version === 1 || layer === 4) return null;
  const lsf = version !== 3;
  const table = bitrates[`${lsf ? 2 : 1}-${lsf ? Math.min(layer, 2) : layer}`];
  const kilobits = table?.[(third >> 4) - 1];
  const rate = mpeg1Rates[(third >> 2) & 3];
  if (kilobits === undefined || rate === undefined) return null;
  const sampleRate = version === 3 ? rate : version === 2 ? rate / 2 : rate / 4;
  const padding = (third >> 1) & 1;
  const samples = layer === 1 ? 384 : layer === 3 && lsf ? 576 : 1152;
  const size =
    layer === 1
      ? (Math.floor((12_000 * kilobits) / sampleRate) + padding) * 4
      : Math.floor((125 * samples * kilobits) / sampleRate) + padding;
  const channels = ((bytes[at + 3] ?? 0) >> 6 === 3 ? 1 : 2) as 1 | 2;
  const side = lsf ? (channels === 1 ? 9 : 17) : channels === 1 ? 17 : 32;
  const stream = ((second & 0x1e) << 8) | (third & 0x0c);
  return { start: at, bytes: size, sampleRate, channels, samples, stream, side };
}

/** The first frame that is followed by another of its stream, or by the end of the bytes. */
export function firstMpegFrame(bytes: Buffer): MpegFrame | null {
  const from = id3Bytes(bytes);
  const end = Math.min(bytes.length, from + searchBytes);
  for (let at = bytes.indexOf(0xff, from); at >= 0 && at < end; at = bytes.indexOf(0xff, at + 1)) {
    const frame = readMpegFrame(bytes, at);
    if (frame !== null && isFollowed(bytes, frame)) return frame;
  }
  return null;
}

function isFollowed(bytes: Buffer, frame: MpegFrame): boolean {
  const end = frame.start + frame.bytes;
  if (end === bytes.length || hasMagic(bytes, 'TAG', end)) return true;
  return readMpegFrame(bytes, end)?.stream === frame.stream;
}

export interface MpegScan {
  frames: MpegFrame[];
  /** Bytes between frames that belong to none. */
  damaged: boolean;
  /** Its last frame, or whole frames that its table of contents counts, are missing. */
  truncated: boolean;
}

/** All whole frames of the first frame's stream. */
export function scanMpegFrames(bytes: Buffer, first: MpegFrame): MpegScan {
  const scan: MpegScan = { frames: [], damaged: false, truncated: false };
  let at = first.start;
  while (at + 4 <= bytes.length && !isTag(bytes, at)) {
    const frame = readMpegFrame(bytes, at);
    if (frame?.stream === first.stream && at + frame.bytes <= bytes.length) {
      scan.frames.push(frame);
      at += frame.bytes;
    } else if (frame?.stream === first.stream && !hasLater(bytes, at + 1, first.stream)) {
      scan.truncated = true;
      break;
    } else {
      const next = nextFrame(bytes, at + 1, first.stream);
      if (next < bytes.length) scan.damaged = true; // rubbish at the end is no damage
      at = next;
    }
  }
  const told = toldFrames(bytes, first);
  if (told > scan.frames.length && !scan.damaged) scan.truncated = true;
  return scan;
}

/** ID3v1, APE, Lyrics3: what stands behind the audio. */
function isTag(bytes: Buffer, at: number): boolean {
  return ['TAG', 'APETAGEX', 'LYRICSBEGIN'].some((magic) => hasMagic(bytes, magic, at));
}

function hasLater(bytes: Buffer, from: number, stream: number): boolean {
  return nextFrame(bytes, from, stream) < bytes.length;
}

function nextFrame(bytes: Buffer, from: number, stream: number): number {
  for (let at = bytes.indexOf(0xff, from); at >= 0; at = bytes.indexOf(0xff, at + 1)) {
    const frame = readMpegFrame(bytes, at);
    if (frame?.stream === stream && isFollowed(bytes, frame)) return at;
  }
  return bytes.length;
}

/** Frames that the table of contents counts, with its own; 0 without one. */
function toldFrames(bytes: Buffer, first: MpegFrame): number {
  const at = first.start + 4 + first.side;
  if (!hasMagic(bytes, 'Xing', at) && !hasMagic(bytes, 'Info', at)) return 0;
  if (at + 12 > bytes.length || ((bytes[at + 7] ?? 0) & 1) === 0) return 0;
  return bytes.readUInt32BE(at + 8) + 1;
}
