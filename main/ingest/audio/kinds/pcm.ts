import type { WavLayout } from './wav-header.ts';

/**
 * Stored values to −1..1. A-law and µ-law: ITU-T G.711, "Pulse code modulation (PCM) of voice frequencies".
 */
export type ReadValue = (bytes: Buffer, at: number) => number;

const byteTables = { 'a-law': tableOf(aLaw), 'mu-law': tableOf(muLaw) };

export function valueReader(coding: WavLayout['coding'], bytesPerValue: number): ReadValue {
  if (coding === 'float') {
    return bytesPerValue === 4
      ? (bytes, at) => bytes.readFloatLE(at)
      : (bytes, at) => bytes.readDoubleLE(at);
  }
  if (coding === 'integer') return integerReaders[bytesPerValue] ?? readInt16;
  const table = byteTables[coding];
  return (bytes, at) => table[bytes[at] ?? 0] ?? 0;
}

const readInt16: ReadValue = (bytes, at) => bytes.readInt16LE(at) / 32_768;

const integerReaders: Record<number, ReadValue> = {
  1: (bytes, at) => ((bytes[at] ?? 128) - 128) / 128, // the only width that is stored without a sign
  2: readInt16,
  3: (bytes, at) => bytes.readIntLE(at, 3) / 8_388_608,
  4: (bytes, at) => bytes.readInt32LE(at) / 2_147_483_648,
};

function tableOf(decode: (code: number) => number): Float32Array {
  return Float32Array.from({ length: 256 }, (_, code) => decode(code) / 32_768);
}

/** Of 13 bits, at the upper end of 16. */
function aLaw(code: number): number {
  const flipped = code ^ 0x55;
  const segment = (flipped >> 4) & 7;
  const step = ((flipped & 0x0f) << 4) + 8;
  const magnitude = segment === 0 ? step : (step + 0x100) << (segment - 1);
  return (flipped & 0x80) !== 0 ? magnitude : -magnitude;
}

/** Of 14 bits, at the upper end of 16. */
function muLaw(code: number): number {
  const flipped = ~code & 0xff;
  const magnitude = ((((flipped & 0x0f) << 3) + 0x84) << ((flipped >> 4) & 7)) - 0x84;
  return (flipped & 0x80) !== 0 ? -magnitude : magnitude;
}
