import { probeAll } from '../ask-decoders.ts';
import { sampleEvenly } from '../choose-preprocessing.ts';
import { listGivenZip } from '../containers/zip.ts';
import { DecoderPool } from '../decoder/decoder-pool.ts';
import type { SpawnDecoder } from '../decoder/spawn-decoder.ts';
import { defaultLimits } from '../limits.ts';
import { videoFormatOf } from './sniff-video.ts';

/** Of which it is looked whether they move. */
const sampled = 16;

/** The share of a zip's GIF and WebP files that move, by some of them; what cannot be read says nothing. */
export async function movingShare(zip: string, spawn: SpawnDecoder | undefined): Promise<number> {
  const found = await listGivenZip(zip);
  const pictures = found.flatMap((one) => {
    if (!('candidate' in one)) return [];
    const format = videoFormatOf(one.candidate.extension);
    return format === 'gif' || format === 'webp' ? [{ candidate: one.candidate }] : [];
  });
  const pool = new DecoderPool({ workers: 1, timeoutMs: defaultLimits.decodeTimeoutMs, spawn });
  let [read, moving] = [0, 0];
  try {
    for await (const batch of probeAll(sampleEvenly(pictures, sampled), pool, defaultLimits)) {
      for (const { answer } of batch) {
        if (answer.is !== 'image') continue;
        read += 1;
        if (answer.header.pages > 1) moving += 1;
      }
    }
  } finally {
    await pool.close();
  }
  return read === 0 ? 0 : moving / read;
}
