import path from 'node:path';
import { PretextError } from '../../shared/errors.ts';
import { usageCode } from '../../shared/usage-code/usage-code.ts';
import { writeFileAtomic } from '../files/atomic-write.ts';
import { exportFormats } from '../learn/export/registry.ts';
import type { RunRow } from '../store/runs.ts';
import { kindOf } from './data-kinds/registry.ts';
import { descriptionFile, type ExportDescription, usedExport } from './export-description.ts';
import { classifierOf } from './finetune.ts';
import { modelCard } from './model-card.ts';
import type { Project } from './project.ts';
import { intervalSentence } from './regression-sentences.ts';
import { performJob } from './runs.ts';
import type { Services } from './services.ts';
import { trainingImages } from './training-images.ts';
import { unsureSentence } from './unsure.ts';
import { codeVersion, engineVersion } from './versions.ts';

export interface ExportOutcome {
  id: number;
  format: string;
  /** The file that other programs open. */
  path: string;
  /** Largest difference of any probability from the app's own model; of numbers, as a share of the largest. */
  max_abs_difference: number;
}

/** Real samples that every export is checked on. */
const verifiedSamples = 64;

/**
 * Exports a classifier or a regressor, verified, with labels, preprocessing, code that uses it and a model card beside it.
 * @param dir folder to write into; a folder of the project when null
 * @throws {PretextError} `export-failed`, `bad-usage` for an unknown format
 */
export async function exportModel(
  project: Project,
  run: RunRow,
  options: { format: string; kind: string | null; dir: string | null },
  services: Services,
): Promise<ExportOutcome> {
  const { classifier, modelId, unsure, interval } = classifierOf(project, run, options.kind);
  const isNumber = classifier.classes.length === 0;
  const dataset = project.dataset();
  const dir = path.resolve(
    options.dir ?? project.path('exports', `${run.id}-${classifier.kind}`),
    options.format,
  );
  const { samples: all } = await trainingImages(project);
  const step = Math.max(1, Math.floor(all.length / verifiedSamples));
  const spread = all.filter((_, i) => i % step === 0).slice(0, verifiedSamples);
  services.reporter.progress({ stage: `exporting ${options.format}`, share: 0 });
  const result = await performJob<'export'>(
    { kind: 'export', classifier, format: options.format, dir, samples: project.rowsOf(spread) },
    services,
  );
  const description: ExportDescription = {
    format: options.format,
    model: path.basename(result.file),
    kind: classifier.kind,
    loader: result.loader,
    input: result.input,
    output: isNumber
      ? 'a number [batch, 1], called "value"'
      : 'class probabilities [batch, classes], in the order of "classes"',
    classes: classifier.classes,
    preprocessing: dataset.preprocessing,
    ...(isNumber
      ? { interval: interval && { ...interval, note: intervalSentence(interval) } }
      : { unsure: { below: unsure.below, note: unsureSentence(unsure) } }),
    verified: { samples: spread.length, max_abs_difference: result.maxAbsDifference },
    created: new Date().toISOString(),
    versions: { pretext_studio: codeVersion, engine: engineVersion },
  };
  writeFileAtomic(path.join(dir, descriptionFile), `${JSON.stringify(description, null, 2)}\n`);
  for (const { name, content } of kindOf(dataset.preprocessing).exportFiles?.(
    dataset.preprocessing,
  ) ?? []) {
    writeFileAtomic(path.join(dir, name), content);
  }
  for (const { file, code } of usageCode(usedExport(description))) {
    writeFileAtomic(path.join(dir, file), code);
  }
  if (!isNumber) {
    writeFileAtomic(path.join(dir, 'labels.txt'), `${classifier.classes.join('\n')}\n`);
  }
  writeFileAtomic(path.join(dir, 'MODEL_CARD.md'), modelCard(project, run, description));
  const id = project.store.models.addExport(
    modelId,
    options.format,
    result.file,
    result.maxAbsDifference,
  );
  return {
    id,
    format: options.format,
    path: result.file,
    max_abs_difference: result.maxAbsDifference,
  };
}

/** Splits a list such as `onnx,tfjs`. @throws {PretextError} `bad-usage` when it is empty */
export function formatsIn(list: string): string[] {
  const formats = list.split(',').flatMap((each) => each.trim() || []);
  if (formats.length === 0) {
    throw new PretextError('bad-usage', 'No export format was given.', {
      remedy: `Give one or more of: ${exportFormats.join(', ')}.`,
    });
  }
  return formats;
}
