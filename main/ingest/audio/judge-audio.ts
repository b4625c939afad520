import type { Candidate } from '../candidate.ts';
import { skippedFile } from '../refusal.ts';
import type { SkippedFile } from '../types.ts';
import type { NoAudio } from './audio-messages.ts';
import { audioExtensions } from './foreign.ts';

/** A file that holds no sound: an error if it was meant to, otherwise (`null`) to be ignored. */
export function judgeNoAudio(candidate: Candidate, answer: NoAudio): SkippedFile | null {
  const { extension, named } = candidate;
  const promised = audioExtensions.has(extension);
  const meant = named || promised || extension === 'zip';
  if (answer.empty) return meant ? skippedFile(candidate, 'empty', 'is empty (0 bytes)') : null;
  if (!promised && answer.foreign !== null) {
    return skippedFile(candidate, 'unsupported', answer.foreign);
  }
  if (!meant) return null;
  if (extension === 'zip') {
    return skippedFile(candidate, 'corrupt', `is no zip archive: it begins with ${answer.content}`);
  }
  const what = promised ? `a ${extension.toUpperCase()} recording` : 'a recording';
  return skippedFile(candidate, 'not-audio', `is not ${what}: it begins with ${answer.content}`);
}
