import { hasMagic } from '../../kinds/kind.ts';
import { Refusal } from '../../refusal.ts';
import { checkFormat } from '../check-format.ts';
import type { AudioKind, Decoded, SampleSink } from '../kind.ts';
import type { AudioHeader } from '../types.ts';
import { EndOfBits } from './bit-reader.ts';
import { BadFrame, type FlacFrame, type FlacStream, isFrameSync, readFrame } from './flac-frame.ts';
import { id3Bytes } from './id3.ts';
import { joinPackets, OggReader } from './ogg-packets.ts';

/**
 * FLAC, by itself and in Ogg. Format: RFC 9639. Decoded here: npm's wrappings of libFLAC guess at its output or bring
 * a parser of another licence (docs/decisions/0031). Every frame carries a checksum, which is looked at.
 */

interface Streaminfo extends FlacStream {
  /** 0: unknown. */
  totalSamples: number;
  /** Offset of the first frame. */
  frames: number;
}

const headBytes = 4 + 4 + 34;
/** Work on what turns out to be no frame, in bytes for each byte of the file, before the rest is given up. */
const maxWaste = 8;

export const flac: AudioKind = {
  sniff(bytes) {
    const isFlac = hasMagic(bytes, 'fLaC', id3Bytes(bytes));
    return isFlac || isOggFlac(bytes) ? 'flac' : null;
  },

  readHeader(bytes, format, limits) {
    const info = readStreaminfo(plainStream(bytes).stream);
    checkFormat(info.channels, info.sampleRate, limits);
    const { sampleRate, channels, totalSamples } = info;
    return { format, sampleRate, channels, seconds: totalSamples / sampleRate, endsEarly: false };
  },

  decode(bytes, header, sink) {
    const { stream, reader } = plainStream(bytes);
    const { damaged, truncated } = decodeFrames(stream, header, sink);
    return {
      damaged: damaged || reader?.damaged === true,
      truncated: truncated || reader?.truncated === true,
    };
  },
};

function isOggFlac(bytes: Buffer): boolean {
  return hasMagic(bytes, 'OggS') && hasMagic(bytes, '\x7fFLAC', 27 + (bytes[26] ?? 0));
}

/** The stream as it is in a FLAC file: RFC 9639, section 10.1, for what Ogg adds. */
function plainStream(bytes: Buffer): { stream: Buffer; reader?: OggReader } {
  if (!isOggFlac(bytes)) return { stream: bytes.subarray(id3Bytes(bytes)) };
  const reader = new OggReader(bytes);
  return { stream: joinPackets(reader).subarray(9), reader };
}

/** @throws {Refusal} */
function readStreaminfo(bytes: Buffer): Streaminfo {
  if (bytes.length < headBytes) throw new Refusal('truncated', 'is cut off within its FLAC header');
  if (((bytes[4] ?? 0) & 0x7f) !== 0 || bytes.readUIntBE(5, 3) < 34) {
    throw new Refusal('corrupt', 'is damaged: its FLAC header does not come first');
  }
  const sampleRate = bytes.readUIntBE(18, 3) >> 4;
  const channels = (((bytes[20] ?? 0) >> 1) & 7) + 1;
  const bitsPerSample = ((((bytes[20] ?? 0) & 1) << 4) | ((bytes[21] ?? 0) >> 4)) + 1;
  const totalSamples = ((bytes[21] ?? 0) & 0x0f) * 2 ** 32 + bytes.readUInt32BE(22);
  if (bitsPerSample < 4) {
    throw new Refusal('corrupt', `is damaged: its FLAC header says ${bitsPerSample} bits a sample`);
  }
  let frames = 4;
  for (let isLast = false; !isLast; ) {
    if (frames + 4 > bytes.length) {
      throw new Refusal('truncated', 'is cut off: its FLAC header is not followed by samples');
    }
    isLast = ((bytes[frames] ?? 0) & 0x80) !== 0;
    frames += 4 + bytes.readUIntBE(frames + 1, 3);
  }
  return { sampleRate, channels, bitsPerSample, totalSamples, frames };
}

function decodeFrames(bytes: Buffer, header: AudioHeader, sink: SampleSink): Decoded {
  const info = readStreaminfo(bytes);
  let at = info.frames;
  let decoded = 0;
  let waste = maxWaste * bytes.length;
  let damaged = false;
  let failing: 'bad' | 'cut' | null = null; // what went wrong first since the last good frame
  while (at < bytes.length && waste > 0) {
    const frame = tryFrame(bytes, at, info);
    if ('length' in frame && isLike(frame, header)) {
      damaged ||= failing !== null;
      failing = null;
      writeFrame(frame, sink);
      decoded += frame.length;
      at = frame.end;
    } else {
      waste -= frame.end - at;
      failing ??= 'failed' in frame ? frame.failed : 'bad';
      at = nextSync(bytes, at + 1);
    }
  }
  const isWhole = info.totalSamples > 0 && decoded >= info.totalSamples; // then tags may follow
  const missing = info.totalSamples > decoded && !damaged;
  return {
    damaged: damaged || (failing === 'bad' && !isWhole),
    truncated: (failing === 'cut' && !isWhole) || (failing === null && missing),
  };
}

function isLike({ sampleRate, channels }: FlacFrame, header: AudioHeader): boolean {
  return sampleRate === header.sampleRate && channels.length === header.channels;
}

interface Failed {
  failed: 'bad' | 'cut';
  /** Offset up to which it was read. */
  end: number;
}

function tryFrame(bytes: Buffer, at: number, info: FlacStream): FlacFrame | Failed {
  try {
    return readFrame(bytes, at, info);
  } catch (error) {
    if (error instanceof BadFrame) return { failed: 'bad', end: error.end };
    if (error instanceof EndOfBits) return { failed: 'cut', end: bytes.length };
    throw error;
  }
}

function nextSync(bytes: Buffer, from: number): number {
  for (let at = bytes.indexOf(0xff, from); at >= 0; at = bytes.indexOf(0xff, at + 1)) {
    if (isFrameSync(bytes, at)) return at;
  }
  return bytes.length;
}

function writeFrame({ channels, length, bitsPerSample }: FlacFrame, sink: SampleSink): void {
  const scale = 2 ** (1 - bitsPerSample);
  const planes = channels.map((channel) => {
    const plane = new Float32Array(length);
    for (let index = 0; index < length; index++) plane[index] = (channel[index] ?? 0) * scale;
    return plane;
  });
  sink.write(planes, length);
}
