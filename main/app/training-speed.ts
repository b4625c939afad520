import type { Project } from './project.ts';

/** Images a second of the reference step on two cores, for machines that were not measured yet. */
const guessedReference = 500;
/** Pixels of the reference step's images. */
const referencePixels = 32 * 32;
/** Views or copies of each image, against the reference step's one. */
const copies: Readonly<Record<string, number>> = { simclr: 2, rotation: 4, inpainting: 1 };
/** Work an image against the reference step's encoder, small-conv: 15 against 560 million multiply-adds at 32 × 32. */
const encoderWork: Readonly<Record<string, number>> = { 'small-conv': 1, resnet18: 38 };

export interface TrainingSpeed {
  imagesPerSecond: number;
  /** What it is known from. */
  basis: 'earlier-run' | 'machine' | 'guess';
}

/**
 * How many images a second a pretraining will see: as in the newest run alike; otherwise by the measured reference
 * step, scaled by pixels, views and encoder, which may be off by a factor of two.
 * @param reference images a second of the reference step here; null when not measured
 */
export function trainingSpeed(
  project: Project,
  wanted: { method: string; encoder: string; batchSize: number },
  reference: number | null,
): TrainingSpeed {
  const alike = project.store.runs.all().findLast((run) => {
    if (run.kind !== 'pretrain' || run.result === null) return false;
    const config = JSON.parse(run.config) as Partial<typeof wanted>;
    return (
      config.method === wanted.method &&
      config.encoder === wanted.encoder &&
      config.batchSize === wanted.batchSize
    );
  });
  if (alike?.result !== null && alike !== undefined) {
    const { samplesPerSecond } = JSON.parse(alike.result) as { samplesPerSecond?: number };
    if (samplesPerSecond !== undefined && samplesPerSecond > 0) {
      return { imagesPerSecond: samplesPerSecond, basis: 'earlier-run' };
    }
  }
  const { size } = project.dataset().preprocessing;
  const work =
    ((size * size) / referencePixels) *
    (copies[wanted.method] ?? 2) *
    (encoderWork[wanted.encoder] ?? 1);
  return {
    imagesPerSecond: (reference ?? guessedReference) / work,
    basis: reference === null ? 'guess' : 'machine',
  };
}

/** Steps and passes that some minutes buy. A batch is never larger than the data. */
export function estimateBudget(
  { imagesPerSecond, basis }: TrainingSpeed,
  images: number,
  batchSize: number,
  minutes: number,
): { steps: number; passes: number; imagesPerSecond: number; basis: TrainingSpeed['basis'] } {
  const seen = imagesPerSecond * minutes * 60;
  const batch = Math.max(1, Math.min(batchSize, images));
  return {
    steps: Math.round(seen / batch),
    passes: images === 0 ? 0 : seen / images,
    imagesPerSecond,
    basis,
  };
}
