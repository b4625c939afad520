const headerBytes = 44;
const bytesPerSample = 2;

/**
 * A WAV file: one channel of 16 bits (RIFF, PCM).
 * @param blocks the sound, end to end, −1…1; louder is cut off
 * @param rate in Hz
 */
export function wavFile(blocks: readonly Float32Array[], rate: number): Uint8Array<ArrayBuffer> {
  const samples = blocks.reduce((sum, { length }) => sum + length, 0);
  const size = samples * bytesPerSample;
  const file = new Uint8Array(headerBytes + size);
  const view = new DataView(file.buffer);
  const text = (at: number, letters: string): void =>
    file.set(new TextEncoder().encode(letters), at);
  text(0, 'RIFF');
  view.setUint32(4, headerBytes - 8 + size, true);
  text(8, 'WAVEfmt ');
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true); // PCM
  view.setUint16(22, 1, true);
  view.setUint32(24, rate, true);
  view.setUint32(28, rate * bytesPerSample, true);
  view.setUint16(32, bytesPerSample, true);
  view.setUint16(34, 8 * bytesPerSample, true);
  text(36, 'data');
  view.setUint32(40, size, true);
  let at = headerBytes;
  for (const block of blocks) {
    for (const value of block) {
      const whole = Math.round(32_768 * value);
      view.setInt16(at, Math.min(32_767, Math.max(-32_768, whole)), true);
      at += bytesPerSample;
    }
  }
  return file;
}
