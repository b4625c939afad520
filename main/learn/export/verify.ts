import { PretextError } from '../../../shared/errors.ts';
import { fromTensor, type Matrix } from '../data/matrix.ts';
import { readBatch } from '../data/read-batch.ts';
import { readSamples, type SampleSource } from '../data/sample-source.ts';
import { dataKinds } from '../data-kinds/registry.ts';
import { tf } from '../engine/tensorflow.ts';
import { answerOf, type ExportableModel, type LoadedModel } from './exporter.ts';
import { type ExportFormat, exporters } from './registry.ts';

/** An export further from the app's own model than this is refused. */
const tolerance = 1e-4;
/** Real samples that both are run on. */
const verifiedSamples = 64;

/**
 * Writes an export and runs it, with its own runtime, beside the app's model on real samples.
 *
 * @param samples up to 64 real ones
 * @returns the largest difference of any probability; of numbers, as a share of the largest
 * @throws {PretextError} `export-failed` when the export does not load or differs by more than 1e-4
 */
export async function exportVerified(
  model: ExportableModel,
  format: ExportFormat,
  file: string,
  samples: SampleSource,
): Promise<number> {
  const exporter = exporters[format];
  await exporter.write(model, file);
  const loaded = await exporter.load(file, model.spec);
  try {
    const difference = await largestDifference(model, loaded, samples);
    if (!(difference <= tolerance)) {
      throw new PretextError(
        'export-failed',
        `The ${exporter.title} export differs from the model by ${difference.toExponential(1)} on ${samples.count} samples, more than the ${tolerance} allowed.`,
        {
          path: file,
          remedy: 'Do not use this file. Please report this: it is a fault in Pretext Studio.',
        },
      );
    }
    return difference;
  } finally {
    await loaded.dispose();
  }
}

async function largestDifference(
  model: ExportableModel,
  loaded: LoadedModel,
  samples: SampleSource,
): Promise<number> {
  const indices = Int32Array.from(
    { length: Math.min(verifiedSamples, samples.count) },
    (_, i) => i,
  );
  const { toNetwork } = dataKinds[model.spec.kind];
  const ours: Matrix = fromTensor(
    tf.tidy(() => answerOf(model, toNetwork(readBatch(samples, indices)))),
  );
  const theirs = await loaded.predict(readSamples(samples, indices), indices.length);
  if (theirs.values.length !== ours.values.length) return Number.POSITIVE_INFINITY;
  const difference = ours.values.reduce(
    (largest, value, i) => Math.max(largest, Math.abs(value - (theirs.values[i] ?? Number.NaN))),
    0,
  );
  return difference / sizeOf(ours);
}

/** Probabilities are 1 at most; numbers may be of any size, and what counts is the largest of them. */
function sizeOf({ columns, values }: Matrix): number {
  const most = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return columns > 1 ? Math.max(1, most) : most || 1;
}
