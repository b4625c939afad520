import { BitReader } from './bit-reader.ts';
import { crc8, crc16 } from './flac-crc.ts';

/**
 * One frame of a FLAC stream. Format: M. van Beurden, A. Weaver, "Free Lossless Audio Codec (FLAC)", RFC 9639 (2024),
 * sections 9.1 (headers), 9.2 (subframes) and 9.3 (footer).
 */
export interface FlacFrame {
  /** Samples of each channel, as stored integers: `[channels][at least length]`. Overwritten by the next frame. */
  channels: readonly Float64Array[];
  length: number;
  bitsPerSample: number;
  sampleRate: number;
  /** Offset of the first byte behind the frame. */
  end: number;
}

/** What the stream's first block says, for frames that do not say it themselves. */
export interface FlacStream {
  sampleRate: number;
  channels: number;
  bitsPerSample: number;
}

/** A frame that is not one, or is damaged. */
export class BadFrame extends Error {
  override readonly name = 'BadFrame';
  /** Offset up to which it was read. */
  end = 0;
}

const bitsByCode = [0, 8, 12, -1, 16, 20, 24, 32] as const;
const ratesByCode = [
  ...[0, 88_200, 176_400, 192_000, 8000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000, 96_000],
];
const maxBlock = 65_535;
const maxChannels = 8;

/** Used for every frame: 4 MB. */
const room = Array.from({ length: maxChannels }, () => new Float64Array(maxBlock + 1));

interface FrameHeader {
  length: number;
  sampleRate: number;
  /** 0 to 7: so many channels and one; 8, 9, 10: left and side, side and right, mid and side. */
  assignment: number;
  bitsPerSample: number;
}

/** Whether the first 15 bits of a frame are here. */
export function isFrameSync(bytes: Uint8Array, at: number): boolean {
  return bytes[at] === 0xff && ((bytes[at + 1] ?? 0) & 0xfe) === 0xf8;
}

/**
 * @throws {BadFrame} when this is no frame or a damaged one
 * @throws {EndOfBits} when the data end within it
 */
export function readFrame(bytes: Buffer, start: number, stream: FlacStream): FlacFrame {
  const bits = new BitReader(bytes, start);
  try {
    return readWith(bits, bytes, start, stream);
  } catch (error) {
    if (error instanceof BadFrame) error.end = bits.position;
    throw error;
  }
}

function readWith(bits: BitReader, bytes: Buffer, start: number, stream: FlacStream): FlacFrame {
  const header = readFrameHeader(bits, bytes, start, stream);
  const { length, assignment, bitsPerSample, sampleRate } = header;
  const count = assignment < 8 ? assignment + 1 : 2;
  const channels = room.slice(0, count);
  for (const [index, channel] of channels.entries()) {
    const isSide = (assignment === 9 && index === 0) || (assignment !== 9 && index === 1);
    const extra = assignment >= 8 && isSide ? 1 : 0;
    readSubframe(bits, channel, length, bitsPerSample + extra);
  }
  bits.align();
  const footer = bits.position;
  if (crc16(bytes, start, footer) !== bits.read(16)) throw new BadFrame('a checksum is wrong');
  decorrelate(assignment, channels, length);
  return { channels, length, bitsPerSample, sampleRate, end: footer + 2 };
}

function readFrameHeader(
  bits: BitReader,
  bytes: Buffer,
  start: number,
  stream: FlacStream,
): FrameHeader {
  if (!isFrameSync(bytes, start)) throw new BadFrame('there is no frame');
  bits.read(16);
  const lengthCode = bits.read(4);
  const rateCode = bits.read(4);
  const assignment = bits.read(4);
  const bitsCode = bits.read(3);
  const codedBits = bitsByCode[bitsCode] ?? -1;
  if (lengthCode === 0 || rateCode === 15 || assignment > 10 || codedBits < 0 || bits.read(1) > 0) {
    throw new BadFrame('a frame header holds reserved values');
  }
  skipCodedNumber(bits);
  const length = readLength(bits, lengthCode);
  const sampleRate = readRate(bits, rateCode) || stream.sampleRate;
  const end = bits.position;
  if (crc8(bytes, start, end) !== bits.read(8)) throw new BadFrame('a header checksum is wrong');
  return { length, sampleRate, assignment, bitsPerSample: codedBits || stream.bitsPerSample };
}

/** The number of the frame or of its first sample, coded like UTF-8 in 1 to 7 bytes. */
function skipCodedNumber(bits: BitReader): void {
  const first = bits.read(8);
  const ones = Math.clz32(~(first << 24));
  if (ones === 1 || ones > 7) throw new BadFrame('a frame number is wrong');
  for (let more = 1; more < ones; more++) {
    if (bits.read(8) >> 6 !== 2) throw new BadFrame('a frame number is wrong');
  }
}

function readLength(bits: BitReader, code: number): number {
  if (code === 1) return 192;
  if (code <= 5) return 144 << code;
  if (code === 6) return bits.read(8) + 1;
  return code === 7 ? bits.read(16) + 1 : 1 << code;
}

/** 0: as the stream says. */
function readRate(bits: BitReader, code: number): number {
  if (code === 12) return bits.read(8) * 1000;
  if (code === 13) return bits.read(16);
  return code === 14 ? bits.read(16) * 10 : (ratesByCode[code] ?? 0);
}

function readSubframe(bits: BitReader, out: Float64Array, length: number, depth: number): void {
  if (bits.read(1) !== 0) throw new BadFrame('a subframe is wrong');
  const type = bits.read(6);
  const wasted = bits.read(1) === 1 ? bits.readUnary() + 1 : 0;
  const width = depth - wasted;
  if (width < 1) throw new BadFrame('a subframe is wrong');
  if (type === 0) out.fill(bits.readSigned(width), 0, length);
  else if (type === 1) readWarmUp(bits, out, length, width);
  else if (type >= 8 && type <= 12) readFixed(bits, out, length, width, type - 8);
  else if (type >= 32) readLinear(bits, out, length, width, type - 31);
  else throw new BadFrame('a subframe is of a reserved kind');
  if (wasted === 0) return;
  for (let index = 0; index < length; index++) out[index] = (out[index] ?? 0) * 2 ** wasted;
}

function readWarmUp(bits: BitReader, out: Float64Array, count: number, width: number): void {
  for (let index = 0; index < count; index++) out[index] = bits.readSigned(width);
}

const fixedPredictors: readonly (readonly number[])[] = [
  [],
  [1],
  [2, -1],
  [3, -3, 1],
  [4, -6, 4, -1],
];

function readFixed(
  bits: BitReader,
  out: Float64Array,
  length: number,
  width: number,
  order: number,
): void {
  if (order > length) throw new BadFrame('a subframe is too short');
  readWarmUp(bits, out, order, width);
  readResidual(bits, out, length, order);
  predict(out, length, fixedPredictors[order] ?? [], 0);
}

function readLinear(
  bits: BitReader,
  out: Float64Array,
  length: number,
  width: number,
  order: number,
): void {
  if (order > length) throw new BadFrame('a subframe is too short');
  readWarmUp(bits, out, order, width);
  const precision = bits.read(4) + 1;
  const shift = bits.readSigned(5);
  if (precision === 16 || shift < 0) throw new BadFrame('a predictor is wrong');
  const coefficients = Array.from({ length: order }, () => bits.readSigned(precision));
  readResidual(bits, out, length, order);
  predict(out, length, coefficients, shift);
}

/** Adds the prediction from the samples before to each residual. Sums stay below 2⁵³, so they are exact. */
function predict(
  out: Float64Array,
  length: number,
  coefficients: readonly number[],
  shift: number,
): void {
  const order = coefficients.length;
  if (order === 0) return;
  const weights = Float64Array.from(coefficients);
  const scale = 2 ** -shift;
  for (let index = order; index < length; index++) {
    let sum = 0;
    for (let tap = 0; tap < order; tap++) {
      sum += (weights[tap] ?? 0) * (out[index - 1 - tap] ?? 0);
    }
    out[index] = (out[index] ?? 0) + Math.floor(sum * scale);
  }
}

/** Rice-coded residuals (section 9.2.7), from `order` on. */
function readResidual(bits: BitReader, out: Float64Array, length: number, order: number): void {
  const method = bits.read(2);
  if (method > 1) throw new BadFrame('residuals are coded in a reserved way');
  const parameterBits = method === 0 ? 4 : 5;
  const partitions = 1 << bits.read(4);
  const size = length / partitions;
  if (!Number.isInteger(size) || size < order) throw new BadFrame('a partition is wrong');
  let index = order;
  for (let partition = 0; partition < partitions; partition++) {
    const end = (partition + 1) * size;
    const parameter = bits.read(parameterBits);
    if (parameter === (1 << parameterBits) - 1) {
      const width = bits.read(5);
      for (; index < end; index++) out[index] = width === 0 ? 0 : bits.readSigned(width);
      continue;
    }
    const step = 2 ** parameter;
    for (; index < end; index++) {
      const high = bits.readUnary();
      const folded = high * step + bits.readLong(parameter);
      out[index] = folded % 2 === 0 ? folded / 2 : -(folded + 1) / 2;
    }
  }
}

function decorrelate(assignment: number, channels: readonly Float64Array[], length: number): void {
  const [first, second] = channels;
  if (assignment < 8 || first === undefined || second === undefined) return;
  for (let index = 0; index < length; index++) {
    const a = first[index] ?? 0;
    const b = second[index] ?? 0;
    if (assignment === 8) second[index] = a - b;
    else if (assignment === 9) first[index] = a + b;
    else {
      const middle = 2 * a + (Math.abs(b) % 2);
      first[index] = (middle + b) / 2;
      second[index] = (middle - b) / 2;
    }
  }
}
