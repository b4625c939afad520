import type { Candidate } from './candidate.ts';
import type { NoImage } from './decoder/messages.ts';
import { isIdxName } from './kinds/idx.ts';
import { formatOfExtension } from './kinds/image-extensions.ts';
import { skippedFile } from './refusal.ts';
import type { ImageFormat, SampleNote, SkippedFile } from './types.ts';

/** A file that is no image: an error if it was meant as one, otherwise (`null`) to be ignored. */
export function judgeNoImage(candidate: Candidate, answer: NoImage): SkippedFile | null {
  const { path, extension, named } = candidate;
  const promised = formatOfExtension(extension);
  const isArchive = extension === 'zip' || extension === 'cbz';
  const meant = named || promised !== null || isArchive || isIdxName(path);
  if (answer.empty) {
    return meant || answer.foreign !== null
      ? skippedFile(candidate, 'empty', 'is empty (0 bytes)')
      : null;
  }
  if (promised === null && answer.foreign !== null) {
    return skippedFile(candidate, 'unsupported', answer.foreign);
  }
  if (!meant) return null;
  if (isArchive) {
    return skippedFile(candidate, 'corrupt', `is no zip archive: it begins with ${answer.content}`);
  }
  const what = promised === null ? 'an image' : `a ${extension.toUpperCase()} image`;
  return skippedFile(candidate, 'not-an-image', `is not ${what}: it begins with ${answer.content}`);
}

/** Notes that come from the name rather than from the pixels. */
export function nameNotes(candidate: Candidate, format: ImageFormat): SampleNote[] {
  const wrong = candidate.extension !== '' && formatOfExtension(candidate.extension) !== format;
  return wrong ? [...candidate.notes, 'wrong-extension'] : [...candidate.notes];
}
