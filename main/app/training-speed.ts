import { z } from 'zod';
import type { SampleSpec } from '../../shared/sample-spec.ts';
import type { Project } from './project.ts';

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
};
/** Work an image against the reference step's encoder, small-conv: 15 against 560 million multiply-adds at 32 × 32. */
const encoderWork: Readonly<Record<string, number>> = {
  'small-conv': 1,
  resnet18: 38,
  'vit-tiny': 9,
  'patch-codes': 1,
  /** A hundred thousand multiply-adds, and what a step costs in any case. */
  mlp: 0.05,
};

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

const configSchema = z.object({ method: z.string(), encoder: z.string(), batchSize: z.number() });
const speedSchema = z.object({ samplesPerSecond: z.number().positive() });

/**
 * How many images a second a pretraining will see: as in the newest run alike; otherwise by the measured reference
 * step, scaled by pixels, views and encoder, which may be off by a factor of two. Most of that error is the same for
 * all runs on these images, so a run of another task or encoder corrects it: by how much faster it was than such a
 * computation says.
 * @param reference images a second of the reference step here; null when not measured
 */
export function trainingSpeed(
  project: Project,
  wanted: Wanted,
  reference: number | null,
): TrainingSpeed {
  const known = knownRuns(project);
  const alike = known.findLast(
    (run) =>
      run.method === wanted.method &&
      run.encoder === wanted.encoder &&
      run.batchSize === wanted.batchSize,
  );
  if (alike !== undefined) {
    return { imagesPerSecond: alike.imagesPerSecond, basis: 'earlier-run' };
  }
  const { spec } = project.dataset();
  const computed = (run: Wanted): number => (reference ?? guessedReference) / workOf(run, spec);
  // An encoder's share of the work is the largest unknown: a run with the same one says most.
  const nearest = known.findLast(({ encoder }) => encoder === wanted.encoder) ?? known.at(-1);
  if (nearest === undefined) {
    return { imagesPerSecond: computed(wanted), basis: reference === null ? 'guess' : 'machine' };
  }
  const correction = nearest.imagesPerSecond / computed(nearest);
  return { imagesPerSecond: computed(wanted) * correction, basis: 'machine' };
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

/** Work an image against the reference step's. */
function workOf({ method, encoder }: Wanted, spec: SampleSpec): number {
  return sizeOf(spec) * copiesOf(method) * (encoderWork[encoder] ?? 1);
}

/** Against an image of the reference step; rows of a table are all of one size, as their encoder's layers are. */
function sizeOf(spec: SampleSpec): number {
  return 'height' in spec ? (spec.height * spec.width) / referencePixels : 1;
}

/** Two tasks at once do the work of both. */
function copiesOf(method: string): number {
  const tasks = method.split('+').map((part) => part.split(':')[0] ?? part);
  return tasks.reduce((sum, task) => sum + (copies[task] ?? 2), 0);
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
  { minutes, passes = Infinity }: { minutes: number; passes?: number | undefined },
): BudgetEstimate {
  const seconds = Math.min(minutes * 60, (passes * images) / imagesPerSecond);
  const seen = imagesPerSecond * seconds;
  const batch = Math.max(1, Math.min(batchSize, images));
  return {
    steps: Math.round(seen / batch),
    passes: images === 0 ? 0 : seen / images,
    seconds,
    imagesPerSecond,
    basis,
  };
}
