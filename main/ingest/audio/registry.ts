import type { AudioKind } from './kind.ts';
import { aac } from './kinds/aac.ts';
import { flac } from './kinds/flac.ts';
import { mp3 } from './kinds/mp3.ts';
import { ogg } from './kinds/ogg.ts';
import { wav } from './kinds/wav.ts';
import type { AudioFormat } from './types.ts';

/** Every kind of audio file. MP3 comes last: it is told by a pattern that other data may hold by chance. */
const audioKinds: readonly AudioKind[] = [wav, flac, ogg, aac, mp3];

/**
 * The kind and format of a file, by its content; `null` for anything else.
 * @param bytes the file, or its beginning: 4 KiB will do
 */
export function sniffAudio(bytes: Buffer): { kind: AudioKind; format: AudioFormat } | null {
  for (const kind of audioKinds) {
    const format = kind.sniff(bytes);
    if (format !== null) return { kind, format };
  }
  return null;
}
