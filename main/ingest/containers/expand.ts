import type { Candidate, Found } from '../candidate.ts';
import type { Collection } from '../decoder/messages.ts';
import { formatOfExtension } from '../kinds/image-extensions.ts';
import type { ImportLimits } from '../limits.ts';
import { skippedFile } from '../refusal.ts';
import { idxImages } from './idx-images.ts';
import { listZip } from './zip.ts';

/** Office documents, programs and books are zip archives too; their pictures are not data. */
const archiveExtensions = new Set(['zip', 'cbz', '']);

/** The files in a file that turned out to be a zip archive or an IDX file. */
export async function* expand(
  candidate: Candidate,
  collection: Collection,
  limits: ImportLimits,
): AsyncGenerator<Found> {
  const { path, source, location, root, folders, extension, named } = candidate;
  if (collection.is === 'zip' && !named && !archiveExtensions.has(extension)) {
    yield formatOfExtension(extension) === null
      ? { ignored: true }
      : { skipped: skippedFile(candidate, 'not-an-image', 'is a zip archive, not an image') };
    return;
  }
  if (candidate.container !== null) {
    const clause = `is ${collection.is === 'zip' ? 'a zip archive' : 'an IDX file'} inside a zip archive; unpack it first`;
    yield { skipped: skippedFile(candidate, 'unsupported', clause) };
    return;
  }
  const { file } = location;
  if (collection.is === 'idx') {
    const { gzip, layout } = collection;
    for (const image of idxImages({ path, source, file, gzip, layout, root, folders })) {
      yield { candidate: image };
    }
    return;
  }
  yield* await listZip({ path, source, file, prefix: candidate.prefix, root, folders }, limits);
}
