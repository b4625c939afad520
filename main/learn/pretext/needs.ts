import { PretextError } from '../../../shared/errors.ts';
import type { EncoderDefinition } from '../models/encoder.ts';
import { type EncoderName, encoders } from '../models/registry.ts';
import type { PretextTask } from './pretext-task.ts';

/** Encoders that a task can train: all, or those that read patches. */
export function encodersFor(task: PretextTask): EncoderName[] {
  const wanted = task.needs?.includes('patches') === true;
  const all = Object.entries(encoders) as [EncoderName, EncoderDefinition][];
  return all.flatMap(([name, { seesPatches }]) => (wanted && seesPatches !== true ? [] : [name]));
}

/** @throws {PretextError} `bad-usage` when the task cannot train the encoder */
export function checkEncoder(task: PretextTask, encoder: EncoderName): void {
  const suited = encodersFor(task);
  if (suited.includes(encoder)) return;
  throw new PretextError(
    'bad-usage',
    `“${task.title}” hides patches from the encoder, and ${encoder} does not read an image as patches.`,
    { remedy: `Choose the encoder ${suited.join(' or ')}, or another pretext task.` },
  );
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
