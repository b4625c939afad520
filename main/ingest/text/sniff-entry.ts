import { systemCodeOf } from '../../../shared/errors.ts';
import { openZipEntrySource } from '../decoder/zip-entry-source.ts';
import { Refusal } from '../refusal.ts';
import { sniffText, textSniffBytes } from './sniff-text.ts';
import type { SniffEntryRequest, SniffedEntry } from './text-messages.ts';

/** Whether an entry of a zip archive is a text to learn from, by its beginning; what cannot be read is none. */
export async function sniffEntry({
  name,
  location,
  limits,
}: SniffEntryRequest): Promise<SniffedEntry> {
  try {
    const source = openZipEntrySource(location, limits);
    try {
      const head = source.head();
      const found = await sniffText(
        name,
        head.subarray(0, textSniffBytes),
        head.length < location.uncompressedSize,
      );
      return { is: 'sniffed', isText: found.is === 'text' };
    } finally {
      source.close();
    }
  } catch (error) {
    if (!(error instanceof Refusal) && systemCodeOf(error) === undefined) throw error;
    return { is: 'sniffed', isText: false };
  }
}
