import { describe, expect, it } from 'vitest';
import { decodeAudio } from '../../../../main/ingest/audio/decode-audio.ts';
import { defaultAudioLimits } from '../../../../main/ingest/audio/limits.ts';
import { chunk, encodeWav, int16Bytes, tone } from '../../../fixtures/audio/encode-wav.ts';
import { audioReference } from '../../../fixtures/audio/recordings.ts';

const limits = { ...defaultAudioLimits, minSeconds: 0 };
const strict = defaultAudioLimits;

async function values(file: Buffer): Promise<number[]> {
  return [...(await decodeAudio(file, 'wav', limits)).samples];
}

function refusal(file: Buffer, extension = 'wav'): Promise<unknown> {
  return decodeAudio(file, extension, strict).then(
    () => 'no refusal',
    (error: unknown) => error,
  );
}

describe('WAV', () => {
  it.each([
    [8, [0, 128, 255], [-1, 0, 127 / 128]],
    [16, [0x00, 0x80, 0, 0, 0xff, 0x7f], [-1, 0, 32_767 / 32_768]],
    [24, [0, 0, 0x80, 0, 0, 0, 0, 0, 0x40], [-1, 0, 0.5]],
    [32, [0, 0, 0, 0x80, 0, 0, 0, 0, 0, 0, 0, 0x40], [-1, 0, 0.5]],
  ])('reads integers of %i bits', async (bits, data, expected) => {
    const data8 = Uint8Array.from(data);
    expect(await values(encodeWav({ bits, data: data8 }))).toEqual(
      expected.map((value) => Math.fround(value)),
    );
    expect(await values(encodeWav({ bits, data: data8, extensible: true }))).toEqual(
      expected.map((value) => Math.fround(value)),
    );
  });

  it('reads 24 bits that stand at the upper end of 32', async () => {
    const data = Uint8Array.from([0, 0, 0, 0x40]);
    expect(await values(encodeWav({ bits: 24, blockAlign: 4, data }))).toEqual([0.5]);
  });

  it('reads floats of 32 and 64 bits', async () => {
    const single = new Uint8Array(Float32Array.from([0.25, -0.5]).buffer);
    expect(await values(encodeWav({ tag: 3, bits: 32, data: single }))).toEqual([0.25, -0.5]);
    const double = new Uint8Array(Float64Array.from([0.25, -0.5]).buffer);
    expect(await values(encodeWav({ tag: 3, bits: 64, data: double }))).toEqual([0.25, -0.5]);
  });

  it.each([
    ['A-law', 6, audioReference.a_law],
    ['µ-law', 7, audioReference.mu_law],
  ])('reads all 256 codes of %s as audioop does', async (_, tag, expected) => {
    const data = Uint8Array.from({ length: 256 }, (__, code) => code);
    const decoded = await values(encodeWav({ tag, bits: 8, data }));
    expect(decoded.map((value) => value * 32_768)).toEqual(expected);
  });

  it('takes the mean of channels, and says so', async () => {
    const file = encodeWav({ channels: 2, data: int16Bytes([16_384, 0, -16_384, 8192]) });
    const { samples, notes } = await decodeAudio(file, 'wav', limits);
    expect([...samples]).toEqual([0.25, -0.125]);
    expect(notes).toEqual(['mixed-to-mono']);
  });

  it('finds samples behind and before other chunks, of odd lengths too', async () => {
    const plain = encodeWav({ data: int16Bytes([1, 2, 3]) });
    const list = chunk('LIST', Buffer.from('INFOabc'));
    const head = plain.subarray(0, 12);
    const format = plain.subarray(12, 36);
    const data = plain.subarray(36);
    const expected = await values(plain);
    expect(await values(Buffer.concat([head, list, format, list, data, list]))).toEqual(expected);
    expect(await values(Buffer.concat([head, data, format]))).toEqual(expected);
  });

  it.each([0, 0xffff_ffff, 0x7fff_ffff, 0x7fff_f000])(
    'reads to the end when the size is %i, as programs write it that do not know it yet',
    async (saidBytes) => {
      const file = encodeWav({ data: int16Bytes(tone(0.5)), saidBytes });
      const { samples, notes, header } = await decodeAudio(file, 'wav', strict);
      expect([samples.length, notes, header.seconds]).toEqual([4000, [], 0.5]);
    },
  );

  it('keeps what there is of a file that promises more, and says so', async () => {
    const file = encodeWav({ data: int16Bytes(tone(1)) }).subarray(0, 44 + 5001);
    const { samples, notes, header } = await decodeAudio(file, 'wav', strict);
    expect([samples.length, notes, header.endsEarly]).toEqual([2500, ['truncated'], true]);
  });

  it('refuses one of which less than a tenth of a second is left', async () => {
    const file = encodeWav({ data: int16Bytes(tone(1)) }).subarray(0, 44 + 1598);
    expect(await refusal(file)).toMatchObject({
      code: 'truncated',
      clause: 'is cut off: of it 0.1 seconds are left; 0.1 are the least',
    });
  });

  const data = int16Bytes(tone(0.5));
  it.each<[string, Buffer, string, string]>([
    ['no channels', encodeWav({ channels: 0, blockAlign: 2, data }), 'corrupt', '0 channels'],
    ['300 channels', encodeWav({ channels: 300, data }), 'unsupported', '300 channels'],
    ['0 Hz', encodeWav({ rate: 0, data }), 'corrupt', '0 samples a second'],
    ['100 Hz', encodeWav({ rate: 100, data }), 'unsupported', '4,000 to 192,000'],
    ['a million Hz', encodeWav({ rate: 1e6, data }), 'unsupported', '1,000,000 samples'],
    ['7 bits of floats', encodeWav({ tag: 3, bits: 7, data }), 'corrupt', '7 bits'],
    ['ADPCM', encodeWav({ tag: 2, bits: 4, data }), 'unsupported', 'Microsoft ADPCM'],
    ['MP3 inside', encodeWav({ tag: 85, data }), 'unsupported', 'MP3'],
    ['no samples', encodeWav({ data: new Uint8Array(0) }), 'empty', 'no samples'],
    ['too few samples', encodeWav({ data: int16Bytes(tone(0.05)) }), 'empty', '0.05 seconds'],
    ['a header that ends', encodeWav({ data }).subarray(0, 30), 'corrupt', '10 of 16'],
    ['no data', encodeWav({ data }).subarray(0, 36), 'truncated', 'not followed by samples'],
    ['no bytes', Buffer.alloc(0), 'empty', '0 bytes'],
    ['text', Buffer.from('hello '.repeat(50)), 'unsupported', 'but text'],
    ['AIFF', Buffer.from('FORM....AIFFCOMM'), 'unsupported', 'AIFF'],
  ])('refuses %s', async (_, file, code, clause) => {
    expect(await refusal(file)).toMatchObject({ code, clause: expect.stringContaining(clause) });
  });

  it('makes silence of what is no number, and refuses a file of mostly that', async () => {
    const floats = (bad: number): Buffer =>
      encodeWav({
        tag: 3,
        bits: 32,
        data: new Uint8Array(
          Float32Array.from({ length: 4000 }, (_, n) =>
            n >= bad ? 0.5 : n % 2 === 0 ? Number.NaN : Number.POSITIVE_INFINITY,
          ).buffer,
        ),
      });
    const { samples, notes } = await decodeAudio(floats(100), 'wav', strict);
    expect(notes).toEqual(['bad-samples']);
    expect([samples[99], samples[100]]).toEqual([0, 0.5]);
    expect(await refusal(floats(2100))).toMatchObject({
      code: 'corrupt',
      clause: 'is damaged: 2,100 of its 4,000 samples are no numbers',
    });
  });

  it('refuses what is too long and too large, by the bytes that there are', async () => {
    const file = encodeWav({ data: int16Bytes(tone(2)) });
    await expect(decodeAudio(file, 'wav', { ...strict, maxSeconds: 1 })).rejects.toMatchObject({
      code: 'oversized',
      clause: expect.stringContaining('too long'),
    });
    await expect(decodeAudio(file, 'wav', { ...strict, maxBytes: 1000 })).rejects.toMatchObject({
      code: 'oversized',
      clause: 'is too large: 31.3 KiB; the limit is 1000 bytes',
    });
  });
});
