import { PretextError } from '../../../shared/errors.ts';
import type { EncoderDefinition } from '../models/encoder.ts';
import { type EncoderName, encoders } from '../models/registry.ts';
import type { PretextTask } from './pretext-task.ts';

/** Encoders that a task can train: those that read patches, those made of words for patches, or all but these. */
export function encodersFor(task: PretextTask): EncoderName[] {
  const wantsPatches = task.needs?.includes('patches') === true;
  const all = Object.entries(encoders) as [EncoderName, EncoderDefinition][];
  return all.flatMap(([name, { seesPatches = false, learnsWords = false }]) =>
    standsAlone(task) === learnsWords && (!wantsPatches || seesPatches) ? [name] : [],
  );
}

/** Whether a task cannot be one of two: its encoder is of no use to others. */
export function standsAlone({ needs }: PretextTask): boolean {
  return needs?.includes('words') === true;
}

/** @throws {PretextError} `bad-usage` when the task cannot train the encoder */
export function checkEncoder(task: PretextTask, encoder: EncoderName): void {
  const suited = encodersFor(task);
  if (suited.includes(encoder)) return;
  throw new PretextError('bad-usage', reasonAgainst(task, encoder), {
    remedy: `Choose the encoder ${suited.join(' or ')}, or another pretext task.`,
  });
}

function reasonAgainst({ title, needs }: PretextTask, encoder: EncoderName): string {
  if (needs?.includes('words') === true) return `“${title}” finds words, and ${encoder} has none.`;
  return needs?.includes('patches') === true
    ? `“${title}” hides patches from the encoder, and ${encoder} does not read an image as patches.`
    : `“${title}” cannot train ${encoder}: its words for patches are found by the task patch-codes alone.`;
}

/** Whether a task makes sense on pictures of so many channels. */
export function suitsChannels(task: PretextTask, channels: number): boolean {
  return channels === 3 || task.needs?.includes('colour') !== true;
}

/** @throws {PretextError} `bad-usage` when the pictures lack what the task asks about */
export function checkChannels(task: PretextTask, channels: number): void {
  if (suitsChannels(task, channels)) return;
  throw new PretextError(
    'bad-usage',
    `“${task.title}” asks for the colours of pictures, and these are grey.`,
    { remedy: 'Choose another pretext task, or import the pictures in colour.' },
  );
}
