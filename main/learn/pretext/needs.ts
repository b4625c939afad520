import { PretextError } from '../../../shared/errors.ts';
import type { DataKindName, SampleSpec } from '../../../shared/sample-spec.ts';
import type { SampleSource } from '../data/sample-source.ts';
import type { EncoderDefinition } from '../models/encoder.ts';
import { type EncoderName, encoders } from '../models/registry.ts';
import type { PretextTask } from './pretext-task.ts';

/**
 * Encoders that a task can train: those that read patches, those made of words for patches, or all but these.
 * @param kind of the data; encoders for any that the task suits when left out
 */
export function encodersFor(task: PretextTask, kind?: DataKindName): EncoderName[] {
  const wantsPatches = task.needs?.includes('patches') === true;
  const reading = readingOf(task);
  const wanted = kind === undefined ? task.kinds : task.kinds.filter((each) => each === kind);
  const all = Object.entries(encoders) as [EncoderName, EncoderDefinition][];
  return all.flatMap(([name, { kinds, seesPatches = false, learnsWords = false, readsWords }]) =>
    kinds.some((each) => wanted.includes(each)) &&
    standsAlone(task) === learnsWords &&
    (!wantsPatches || seesPatches) &&
    reading.every((each) => each === readsWords)
      ? [name]
      : [],
  );
}

/** How a task needs texts to be read; two ways at once no encoder can. */
function readingOf({ needs = [] }: PretextTask): ('both-ways' | 'left-to-right')[] {
  return needs.filter((need) => need === 'both-ways' || need === 'left-to-right');
}

/** Whether a task cannot be one of two: its encoder is of no use to others. */
export function standsAlone({ needs }: PretextTask): boolean {
  return needs?.includes('words') === true;
}

/** @throws {PretextError} `bad-usage` when the task cannot train the encoder on such data */
export function checkEncoder(task: PretextTask, encoder: EncoderName, kind?: DataKindName): void {
  const suited = encodersFor(task, kind);
  if (suited.includes(encoder)) return;
  throw new PretextError('bad-usage', reasonAgainst(task, encoder, kind), {
    remedy: `Choose ${suited.length > 0 ? `the encoder ${suited.join(' or ')}, or ` : ''}another pretext task.`,
  });
}

function reasonAgainst(task: PretextTask, encoder: EncoderName, kind?: DataKindName): string {
  const { title, needs, kinds } = task;
  if (kind !== undefined && !kinds.includes(kind)) return notFor(task, kind);
  if (!encoders[encoder].kinds.some((each) => each === (kind ?? each) && kinds.includes(each))) {
    return `The encoder ${encoder} reads ${encoders[encoder].kinds.join(' and ')}, and no ${kind ?? kinds.join(' or ')}.`;
  }
  const [reading] = readingOf(task);
  if (reading === 'left-to-right') {
    return `“${title}” needs an encoder that reads left to right, and ${encoder} does not.`;
  }
  if (reading === 'both-ways') {
    return `“${title}” needs an encoder that reads words both ways, and ${encoder} does not.`;
  }
  if (needs?.includes('words') === true) return `“${title}” finds words, and ${encoder} has none.`;
  return needs?.includes('patches') === true
    ? `“${title}” hides patches from the encoder, and ${encoder} does not read an image as patches.`
    : `“${title}” cannot train ${encoder}: its words for patches are found by the task patch-codes alone.`;
}

const notFor = ({ title, kinds }: PretextTask, kind: DataKindName): string =>
  `“${title}” teaches something on ${kinds.join(' and ')}, and this is ${kind}.`;

/** Whether a task makes sense on such samples. */
export function suits({ kinds, needs }: PretextTask, spec: SampleSpec): boolean {
  return kinds.includes(spec.kind) && (needs?.includes('colour') !== true || isColour(spec));
}

function isColour(spec: SampleSpec): boolean {
  return 'channels' in spec && spec.channels === 3;
}

/** @throws {PretextError} `bad-usage` when the samples lack what the task asks about */
export function checkSamples(task: PretextTask, spec: SampleSpec): void {
  if (suits(task, spec)) return;
  if (!task.kinds.includes(spec.kind)) {
    throw new PretextError('bad-usage', notFor(task, spec.kind), {
      remedy: 'Choose another pretext task.',
    });
  }
  throw new PretextError(
    'bad-usage',
    `“${task.title}” asks for the colours of pictures, and these are grey.`,
    { remedy: 'Choose another pretext task, or import the pictures in colour.' },
  );
}

/** @throws {PretextError} `bad-usage` when a task compares files and all samples were cut from one */
export function checkFiles(
  { title, comparesFiles }: PretextTask,
  { count, fileOf }: Pick<SampleSource, 'count' | 'fileOf'>,
): void {
  if (comparesFiles !== true || fileOf === undefined) return;
  if (fileOf.some((file) => file !== fileOf[0])) return;
  throw new PretextError(
    'bad-usage',
    `“${title}” compares files with each other, and all ${count} clips were cut from one.`,
    { remedy: 'Import more files, or choose another pretext task.' },
  );
}
