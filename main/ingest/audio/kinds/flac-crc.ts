/** The checksums of FLAC frames: RFC 9639, sections 9.1.8 (x⁸ + x² + x + 1) and 9.3 (x¹⁶ + x¹⁵ + x² + 1). */

const table8 = tableOf(8, 0x07);
const table16 = tableOf(16, 0x8005);

function tableOf(width: number, polynomial: number): Uint16Array {
  const top = 1 << (width - 1);
  const mask = 2 ** width - 1;
  return Uint16Array.from({ length: 256 }, (_, byte) => {
    let value = byte << (width - 8);
    for (let bit = 0; bit < 8; bit++) {
      value = (value & top) !== 0 ? ((value << 1) ^ polynomial) & mask : (value << 1) & mask;
    }
    return value;
  });
}

export function crc8(bytes: Uint8Array, start: number, end: number): number {
  let value = 0;
  for (let at = start; at < end; at++) value = table8[value ^ (bytes[at] ?? 0)] ?? 0;
  return value;
}

export function crc16(bytes: Uint8Array, start: number, end: number): number {
  let value = 0;
  for (let at = start; at < end; at++) {
    value = ((value << 8) & 0xffff) ^ (table16[(value >> 8) ^ (bytes[at] ?? 0)] ?? 0);
  }
  return value;
}
