import { id3Bytes } from './id3.ts';

/** AAC frames one after the other. Format: ISO/IEC 13818-7, section 6.2 (ADTS). */
export interface AdtsHeader {
  channels: number;
  sampleRate: number;
  seconds: number;
  endsEarly: boolean;
}

const rates = [
  ...[96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8000],
  7350,
];
const frameSamples = 1024;

/** Length in bytes of the frame that begins here; 0 when none does. */
function frameBytes(bytes: Buffer, at: number): number {
  if (at + 7 > bytes.length || bytes[at] !== 0xff || ((bytes[at + 1] ?? 0) & 0xf6) !== 0xf0)
    return 0;
  const length = ((bytes.readUIntBE(at + 3, 3) >> 5) & 0x1fff) >>> 0;
  return length < 7 || rateOf(bytes, at) === undefined ? 0 : length;
}

function rateOf(bytes: Buffer, at: number): number | undefined {
  return rates[((bytes[at + 2] ?? 0) >> 2) & 0x0f];
}

export function isAdts(bytes: Buffer): boolean {
  const start = id3Bytes(bytes);
  const length = frameBytes(bytes, start);
  const next = start + length;
  return length > 0 && (next === bytes.length || frameBytes(bytes, next) > 0);
}

/** Of bytes that are ADTS. */
export function readAdts(bytes: Buffer): AdtsHeader {
  const start = id3Bytes(bytes);
  const configuration = (bytes.readUInt16BE(start + 2) >> 6) & 7;
  const sampleRate = rateOf(bytes, start) ?? 0;
  let frames = 0;
  let at = start;
  for (let length = frameBytes(bytes, at); length > 0; length = frameBytes(bytes, at)) {
    at += length;
    frames += 1;
  }
  // 0: the channels are told within the frames; mostly two.
  const channels = configuration === 7 ? 8 : configuration === 0 ? 2 : configuration;
  const seconds = (frames * frameSamples) / sampleRate;
  return { channels, sampleRate, seconds, endsEarly: at > bytes.length };
}
