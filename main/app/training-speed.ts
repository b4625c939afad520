import { z } from 'zod';
import { type SampleSpec, sampleSpecSchema } from '../../shared/sample-spec.ts';
import type { Project } from './project.ts';
import { trainingCount } from './training-images.ts';

/** Images a second of the reference step on two cores, for machines that were not measured yet. */
const guessedReference = 500;
/** Pixels of the reference step's images. */
const referencePixels = 32 * 32;
/** Views or copies of each image, against the reference step's one; a pass without gradients counts a third. */
const copies: Readonly<Record<string, number>> = {
  simclr: 2,
  rotation: 4,
  inpainting: 1,
  vicreg: 2,
  'barlow-twins': 2,
  simsiam: 2,
  byol: 2.7,
  dino: 3.2,
  mae: 0.3,
  jigsaw: 1,
  'relative-patch': 9,
  colorization: 1.2,
  'patch-codes': 1,
  cola: 1.3,
  'masked-spectrogram': 1.2,
  'frame-order': 1.1,
  'next-word': 1,
  'masked-words': 1,
  'masked-features': 1,
};
/** Work an image against the reference step's encoder, small-conv: 15 against 560 million multiply-adds at 32 × 32. */
const encoderWork: Readonly<Record<string, number>> = {
  'small-conv': 1,
  resnet18: 38,
  'vit-tiny': 9,
  'patch-codes': 1,
  // Measured beside the reference step; of texts of any length, of transformers what they read of one at most, of 1.5 seconds at 8 kHz.
  mlp: 0.013,
  'text-average': 0.05,
  'text-transformer': 3.3,
  'text-causal': 5.2,
  'log-mel-conv': 2.4,
};
/** What a step costs however small its batch is, in images of the reference step: of rows and texts most of it. */
const stepWork = 3;
/** Of the recordings that `log-mel-conv` was measured with. */
const measuredSamples = 12_000;
/** Tokens that transformers read at most. */
const mostTokens = 128;

export interface TrainingSpeed {
  imagesPerSecond: number;
  /** What it is known from. */
  basis: 'earlier-run' | 'machine' | 'guess';
}

/** What decides the speed of a run. */
interface Wanted {
  method: string;
  encoder: string;
  batchSize: number;
}

/** A run that has told how fast it was. */
interface KnownRun extends Wanted {
  imagesPerSecond: number;
}

/** The same of a run on other data; files hold it. */
export const machineRunSchema = z.strictObject({
  method: z.string(),
  encoder: z.string(),
  batchSize: z.number().positive(),
  spec: sampleSpecSchema,
  imagesPerSecond: z.number().positive(),
});
export type MachineRun = z.infer<typeof machineRunSchema>;

/** What is known of this machine besides a project's own runs. */
export interface MachineSpeed {
  /** Images a second of the reference step; null when not measured. */
  reference: number | null;
  /** Runs in any project, oldest first. */
  runs: readonly MachineRun[];
}

export const unknownMachine: MachineSpeed = { reference: null, runs: [] };

const configSchema = z.object({ method: z.string(), encoder: z.string(), batchSize: z.number() });
const speedSchema = z.object({ samplesPerSecond: z.number().positive() });

/**
 * How many images a second a pretraining will see: as in the newest run alike; otherwise by the measured reference
 * step, scaled by pixels, views and encoder, which may be off by a factor of two. Most of that error is the same for
 * all runs on these images, so a run of another task or encoder corrects it: by how much faster it was than such a
 * computation says. So does a run with the same encoder in another project.
 */
export function trainingSpeed(
  project: Project,
  asked: Wanted,
  { reference, runs }: MachineSpeed,
): TrainingSpeed {
  const { spec } = project.dataset();
  const images = trainingCount(project);
  const wanted = { ...asked, batchSize: batchOf(asked.batchSize, images) };
  const known = knownRuns(project).map((run) => ({
    ...run,
    batchSize: batchOf(run.batchSize, images),
  }));
  const alike = known.findLast(
    (run) =>
      run.method === wanted.method &&
      run.encoder === wanted.encoder &&
      run.batchSize === wanted.batchSize,
  );
  if (alike !== undefined) {
    return { imagesPerSecond: alike.imagesPerSecond, basis: 'earlier-run' };
  }
  const computed = (run: Wanted, of = spec): number => computedSpeed(run, of, reference);
  const correctedBy = (run: KnownRun, of = spec): TrainingSpeed => ({
    imagesPerSecond: (computed(wanted) * run.imagesPerSecond) / computed(run, of),
    basis: 'machine',
  });
  // An encoder's share of the work is the largest unknown: a run with the same one says most.
  const same = known.findLast(({ encoder }) => encoder === wanted.encoder);
  if (same !== undefined) return correctedBy(same);
  const elsewhere = runs.findLast(({ encoder }) => encoder === wanted.encoder);
  if (elsewhere !== undefined) return correctedBy(elsewhere, elsewhere.spec);
  const newest = known.at(-1);
  if (newest !== undefined) return correctedBy(newest);
  return { imagesPerSecond: computed(wanted), basis: reference === null ? 'guess' : 'machine' };
}

/** Oldest first. */
function knownRuns(project: Project): KnownRun[] {
  return project.store.runs.all().flatMap((run) => {
    if (run.kind !== 'pretrain' || run.result === null) return [];
    const config = configSchema.safeParse(JSON.parse(run.config));
    const speed = speedSchema.safeParse(JSON.parse(run.result));
    if (!config.success || !speed.success) return [];
    return [{ ...config.data, imagesPerSecond: speed.data.samplesPerSecond }];
  });
}

/** Samples a second as the reference step has it: a guess when that is null. */
export function computedSpeed(run: Wanted, spec: SampleSpec, reference: number | null): number {
  return (reference ?? guessedReference) / workOf(run, spec);
}

/** Work a sample, in images of the reference step. */
function workOf({ method, encoder, batchSize }: Wanted, spec: SampleSpec): number {
  const copy = sizeOf(spec, encoder) * (encoderWork[encoder] ?? 1);
  return stepWork / batchSize + copiesOf(method) * copy;
}

/** Against what an encoder's work was found with; rows of a table are all of one size, as their encoder's layers are. */
function sizeOf(spec: SampleSpec, encoder: string): number {
  if ('height' in spec) return (spec.height * spec.width) / referencePixels;
  if (spec.kind === 'audio') return spec.samples / measuredSamples;
  if (spec.kind === 'text' && encoder !== 'text-average') {
    return Math.min(spec.length, mostTokens) / mostTokens;
  }
  return 1;
}

/** Two tasks at once do the work of both. */
function copiesOf(method: string): number {
  const tasks = method.split('+').map((part) => part.split(':')[0] ?? part);
  return tasks.reduce((sum, task) => sum + (copies[task] ?? 2), 0);
}

/** Samples in a batch, which is never larger than the data, if there are any. */
export function batchOf(asked: number, images: number): number {
  return images === 0 ? asked : Math.min(asked, images);
}

export interface BudgetEstimate extends TrainingSpeed {
  steps: number;
  passes: number;
  /** Of training: fewer than the minutes have where passes end them sooner. */
  seconds: number;
}

/**
 * What some minutes buy. A batch is never larger than the data.
 * @param time `passes` end the minutes sooner
 */
export function estimateBudget(
  { imagesPerSecond, basis }: TrainingSpeed,
  images: number,
  batchSize: number,
  { minutes, passes }: { minutes: number; passes?: number | undefined },
): BudgetEstimate {
  const byPasses = passes === undefined ? Infinity : (passes * images) / imagesPerSecond;
  const seconds = Math.min(minutes * 60, byPasses);
  const seen = imagesPerSecond * seconds;
  return {
    steps: Math.round(seen / batchOf(batchSize, images)),
    passes: images === 0 ? 0 : seen / images,
    seconds,
    imagesPerSecond,
    basis,
  };
}
