const headerBytes = 44;
const bytesOfSample = 2;

/**
 * A WAV file of one channel (RIFF, linear PCM of 16 bits; Microsoft, Multimedia Programming Interface and Data Specifications 1.0,
 * 1991).
 * @param samples int16, little-endian as packs have them
 * @param rate samples a second
 */
export function encodeWav(samples: Uint8Array, rate: number): Uint8Array {
  const file = Buffer.alloc(headerBytes + samples.byteLength);
  file.write('RIFF', 0, 'latin1');
  file.writeUInt32LE(file.length - 8, 4);
  file.write('WAVEfmt ', 8, 'latin1');
  file.writeUInt32LE(16, 16);
  file.writeUInt16LE(1, 20); // PCM
  file.writeUInt16LE(1, 22); // channels
  file.writeUInt32LE(rate, 24);
  file.writeUInt32LE(rate * bytesOfSample, 28);
  file.writeUInt16LE(bytesOfSample, 32);
  file.writeUInt16LE(8 * bytesOfSample, 34);
  file.write('data', 36, 'latin1');
  file.writeUInt32LE(samples.byteLength, 40);
  file.set(samples, headerBytes);
  return file;
}
