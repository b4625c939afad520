import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { kindOf } from '../../main/app/data-kinds/registry.ts';
import {
  descriptionFile,
  type ExportDescription,
  usedExport,
} from '../../main/app/export-description.ts';
import { type Preprocessing, specOf } from '../../main/app/preprocessing/preprocessing.ts';
import { silentReporter } from '../../main/app/reporter.ts';
import { readBatch } from '../../main/learn/data/read-batch.ts';
import { seededUniform } from '../../main/learn/data/seeded.ts';
import { dataKinds } from '../../main/learn/data-kinds/registry.ts';
import { tf } from '../../main/learn/engine/tensorflow.ts';
import type { ExportableModel } from '../../main/learn/export/exporter.ts';
import { type ExportFormat, exporters } from '../../main/learn/export/registry.ts';
import { ImageClassifier } from '../../main/learn/finetune/classifier.ts';
import { disposeClassifier } from '../../main/learn/finetune/stages.ts';
import { encoderFor, usualEncoders } from '../../main/learn/models/registry.ts';
import { withImages } from '../../main/training/images.ts';
import { usageCode } from '../../shared/usage-code/usage-code.ts';

/**
 * A model of the usual encoder that nobody has trained, exported as the app exports, with the code beside it. Its answers are of no use, but
 * differ between some files, and follow from every value of a sample.
 * @param files what they differ between
 * @param classes none for a number
 * @returns a folder a format
 */
export async function randomExports<Format extends ExportFormat>(
  folder: string,
  formats: readonly Format[],
  preprocessing: Preprocessing,
  { files, classes }: { files: readonly string[]; classes: readonly string[] },
): Promise<Record<Format, string>> {
  const model = await randomModel(folder, preprocessing, files, classes);
  const dirs = formats.map(async (format) => {
    const dir = path.join(folder, format);
    await exportTo(dir, format, preprocessing, model);
    return [format, dir] as const;
  });
  const written = Object.fromEntries(await Promise.all(dirs)) as Record<Format, string>;
  disposeClassifier(model);
  return written;
}

async function exportTo(
  dir: string,
  format: ExportFormat,
  preprocessing: Preprocessing,
  model: ExportableModel,
): Promise<void> {
  mkdirSync(dir, { recursive: true });
  const { classes } = model;
  const { fileName, input, loader, write } = exporters[format];
  await write(model, path.join(dir, fileName));
  const description: ExportDescription = {
    format,
    model: fileName,
    kind: 'fine_tuned',
    loader: loader(model),
    input: input(model.spec),
    output: '',
    classes: [...classes],
    preprocessing,
    ...(classes.length === 0
      ? { interval: { coverage: 0.9, halfWidth: 1.5, tried: 20, note: '' } }
      : { unsure: { below: 0.6, note: '' } }),
    verified: { samples: 0, max_abs_difference: 0 },
    created: '',
    versions: {},
  };
  const others = kindOf(preprocessing).exportFiles?.(preprocessing) ?? [];
  const programs = usageCode(usedExport(description));
  for (const { name, content } of [
    ...others,
    ...programs.map(({ file, code }) => ({ name: file, content: code })),
    { name: descriptionFile, content: JSON.stringify(description) },
  ]) {
    writeFileSync(path.join(dir, name), content);
  }
}

async function randomModel(
  folder: string,
  preprocessing: Preprocessing,
  files: readonly string[],
  classes: readonly string[],
): Promise<ExportableModel> {
  const spec = specOf(preprocessing);
  const outputs = Math.max(1, classes.length);
  const classifier = new ImageClassifier(encoderFor(usualEncoders[spec.kind], spec), outputs, 1);
  const uniform = seededUniform(3);
  const [rows = 0, columns = 0] = classifier.head.parameterOf('logits', 'kernel').shape;
  const random = Float32Array.from({ length: rows * columns }, () => uniform() - 0.5);
  const features = await featuresOf(classifier, folder, preprocessing, files);
  // Each logit has a mean of 0 over the files, and a deviation of 2.
  const values = new Float32Array(rows * columns);
  const bias = new Float32Array(columns);
  for (let column = 0; column < columns; column++) {
    const weights = Float64Array.from(
      { length: rows },
      (_, row) => random[row * columns + column] ?? 0,
    );
    const logits = features.map((own) =>
      own.reduce((sum, f, row) => sum + f * (weights[row] ?? 0), 0),
    );
    const mean = logits.reduce((sum, each) => sum + each, 0) / logits.length;
    const variance = logits.reduce((sum, each) => sum + (each - mean) ** 2, 0) / logits.length;
    const gain = 2 / Math.sqrt(variance);
    for (let row = 0; row < rows; row++)
      values[row * columns + column] = gain * (weights[row] ?? 0);
    bias[column] = -gain * mean;
  }
  classifier.setHead({ kernel: { rows, columns, values }, bias });
  return { stages: classifier.stages, spec, classes };
}

/** What the head sees of each sample of some files. */
async function featuresOf(
  classifier: ImageClassifier,
  dir: string,
  preprocessing: Preprocessing,
  files: readonly string[],
): Promise<number[][]> {
  const { signal } = new AbortController();
  const services = { reporter: silentReporter, signal };
  const { file, paths } = await kindOf(preprocessing).pack(dir, preprocessing, files, services);
  const row = paths.map((_, i) => i);
  const { toNetwork } = dataKinds[preprocessing.kind];
  return await withImages({ files: [file], file: row.map(() => 0), row }, (source) => {
    const features = tf.tidy(() =>
      classifier.features(toNetwork(readBatch(source, row))).arraySync(),
    );
    return Promise.resolve(features as number[][]);
  });
}
