import { skippedFile } from '../refusal.ts';
import type { SkippedFile } from '../types.ts';
import type { FoundVideo } from './found-video.ts';
import { notNumbered } from './frame-folders.ts';
import { foreignVideoClause, videoFormatOf } from './sniff-video.ts';
import type { NoVideo } from './video-messages.ts';

/** A file that is no video: an error if it was meant as one, otherwise (`null`) to be ignored. */
export function judgeNoVideo(video: FoundVideo, answer: NoVideo): SkippedFile | null {
  const extension = video.candidate?.extension ?? '';
  const isArchive = extension === 'zip';
  const foreign = foreignVideoClause(extension);
  if (foreign !== null) return skippedFile(video, 'unsupported', foreign);
  if (answer.picture) return skippedFile(video, 'unsupported', notNumbered);
  const meant = video.candidate?.named === true || videoFormatOf(extension) !== null || isArchive;
  if (!meant) return null;
  if (answer.empty) return skippedFile(video, 'empty', 'is empty (0 bytes)');
  const what = isArchive ? 'no zip archive' : 'not a video';
  return skippedFile(video, 'corrupt', `is ${what}: it begins with ${answer.content}`);
}
