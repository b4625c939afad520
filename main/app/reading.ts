import type { SampleText } from '../../shared/sample-text.ts';
import { decodeSampleText, isSampleText } from '../files/sample-text.ts';
import type { Project } from './project.ts';
import { storedPicture } from './thumbnail.ts';

/** UTF-16 code units of a text that are sent to a window: as many as anybody reads to name a class. */
const mostCharacters = 50_000;

export interface Reading {
  /** Null of a sample that is a picture. */
  content: SampleText | null;
  /** UTF-16 code units of the text that are left out. */
  left: number;
}

/**
 * What there is to read of a sample: a text, cut where it is long, or the columns of a row with their values.
 * @throws {PretextError} as `thumbnailOf`
 */
export function readingOf(project: Project, sampleId: number): Reading {
  const { bytes, file } = storedPicture(project, sampleId);
  if (bytes === null || !isSampleText(bytes)) return { content: null, left: 0 };
  const content = decodeSampleText(bytes, file);
  if (!('text' in content) || content.text.length <= mostCharacters) return { content, left: 0 };
  const text = content.text.slice(0, mostCharacters).toWellFormed();
  return { content: { text }, left: content.text.length - mostCharacters };
}
