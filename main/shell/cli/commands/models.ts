import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Command } from 'commander';
import { PretextError } from '../../../../shared/errors.ts';
import { type AlikeSource, modelKindNames } from '../../../../shared/training.ts';
import { alikeSource } from '../../../app/alike.ts';
import { kindOf } from '../../../app/data-kinds/registry.ts';
import { type ExportOutcome, exportModel, formatsIn } from '../../../app/export-model.ts';
import { modelOf } from '../../../app/finetune.ts';
import {
  exportedPredictor,
  type Predictor,
  predict,
  projectPredictor,
} from '../../../app/predict.ts';
import { predictNumbers } from '../../../app/predict-numbers.ts';
import { numbersCsv, predictionsCsv } from '../../../app/predictions-csv.ts';
import { Project } from '../../../app/project.ts';
import type { Services } from '../../../app/services.ts';
import { unshownSentence, unsureFor } from '../../../app/unsure.ts';
import { writeFileAtomic } from '../../../files/atomic-write.ts';
import { skippedCount } from '../../../ingest/skipped-count.ts';
import { exportFormats } from '../../../learn/export/registry.ts';
import {
  accuracyShare,
  type CommonOptions,
  common,
  oneOf,
  perform,
  probability,
  wholeNumber,
  withProject,
} from '../session.ts';
import { chosen } from './learn.ts';

interface ModelOptions extends CommonOptions {
  run?: number;
  model?: string;
  out?: string;
}

interface PredictOptions extends ModelOptions {
  format?: 'csv' | 'json';
  unsure?: number;
  right?: number;
}

export function addModels(program: Command): void {
  common(
    program
      .command('export <project>')
      .description('write a model for other programs, verified')
      .option('--format <list>', `some of ${exportFormats.join(', ')}, separated by commas`, 'onnx')
      .option('--model <kind>', `${modelKindNames.join(', ')} (default: the recommended one)`)
      .option('--run <id>', 'which fine-tuning run (default: the newest)', wholeNumber)
      .option('--out <folder>', "where to (default: the project's exports)"),
  ).action(async (dir: string, options: ModelOptions & { format: string }) => {
    await perform(options, async (services) => {
      return await withProject(dir, async (project) => {
        const run = chosen(project, options.run, 'finetune');
        const exports: ExportOutcome[] = [];
        for (const format of formatsIn(options.format)) {
          const target = { format, kind: options.model ?? null, dir: options.out ?? null };
          exports.push(await exportModel(project, run, target, services));
        }
        const text = exports
          .map(
            ({ path: file, max_abs_difference: difference }) =>
              `${file} (verified, largest difference ${difference.toExponential(1)})`,
          )
          .join('\n');
        return { json: { exports }, text };
      });
    });
  });
  common(
    program
      .command('predict <model> <data...>')
      .description('classes, or numbers, of new samples, by a project or an exported model')
      .option('--model <kind>', 'which of the project (default: the recommended one)')
      .option('--run <id>', 'which fine-tuning run (default: the newest)', wholeNumber)
      .option('--format <format>', 'csv or json', oneOf(['csv', 'json']))
      .option(
        '--unsure <probability>',
        'answer "unsure" below this probability (default: the model\'s own threshold)',
        probability,
      )
      .option(
        '--right <share>',
        'choose that threshold so that answers are right this often, as 0.95; of a project',
        accuracyShare,
      )
      .option('--out <file>', 'write there in place of standard output'),
  ).action(async (model: string, data: string[], options: PredictOptions) => {
    await perform(options, async (services) => {
      const { predictor, alike } = await openPredictor(model, options, services);
      const { json, csv } = await predicted(predictor, data, alike, services);
      const { predictions, skipped } = json;
      const { unreadable } = kindOf(predictor.preprocessing);
      for (const { reason } of skipped) services.reporter.warn(reason);
      const table = options.format === 'json' ? JSON.stringify(predictions, null, 2) : csv;
      if (options.out !== undefined) writeFileAtomic(path.resolve(options.out), `${table}\n`);
      return {
        json,
        text:
          options.out === undefined
            ? table
            : `${predictions.length} predictions written to ${options.out}, ${skippedCount(skipped)} ${unreadable} skipped`,
      };
    });
  });
}

/** What a model says of some data, for programs and as CSV text. */
async function predicted(
  predictor: Predictor,
  data: readonly string[],
  alike: AlikeSource | null,
  services: Services,
) {
  const { target } = predictor;
  if (predictor.target === 'number') {
    const { interval } = predictor;
    const made = await predictNumbers(predictor, data, alike, services);
    return { json: { target, interval, ...made }, csv: numbersCsv(made.predictions) };
  }
  const made = await predict(predictor, data, alike, services);
  return {
    json: { target, unsure_below: predictor.unsureBelow, ...made },
    csv: predictionsCsv(made.predictions, predictor.classes),
  };
}

async function openPredictor(
  model: string,
  options: PredictOptions,
  services: Services,
): Promise<{ predictor: Predictor; alike: AlikeSource | null }> {
  if (options.unsure !== undefined && options.right !== undefined) {
    throw new PretextError('bad-usage', 'Both --unsure and --right were given.', {
      remedy: 'Give one of them: both set the threshold.',
    });
  }
  const { predictor, alike } = await predictorAt(model, options, services);
  if (predictor.target === 'number') {
    if (options.unsure === undefined && options.right === undefined) return { predictor, alike };
    throw new PretextError('bad-usage', 'This model gives numbers and is never "unsure".', {
      remedy: 'Leave --unsure and --right out: each number comes with an interval.',
    });
  }
  const unsureBelow = options.unsure ?? predictor.unsureBelow;
  return { predictor: { ...predictor, unsureBelow }, alike };
}

/** A model of a project, with what tells images that are unlike the training images; or an export, which has nothing to tell these by. */
async function predictorAt(
  model: string,
  { run: number, model: kind, right }: PredictOptions,
  services: Services,
): Promise<{ predictor: Predictor; alike: AlikeSource | null }> {
  const folder = [model, `${model}.pretext`].find((each) =>
    existsSync(path.join(each, 'project.db')),
  );
  if (folder !== undefined) {
    const project = Project.open(folder);
    try {
      const run = chosen(project, number, 'finetune');
      const predictor = projectPredictor(project, run, kind ?? null);
      const alike = await alikeSource(project, run, 0, services);
      if (predictor.target === 'number') return { predictor, alike };
      const unsure =
        right === undefined ? null : unsureFor(modelOf(project, run, kind ?? null), right);
      if (unsure?.basis === 'not-reached' || unsure?.basis === 'few-labels') {
        services.reporter.warn(unshownSentence(unsure));
      }
      const unsureBelow = unsure?.below ?? predictor.unsureBelow;
      return { predictor: { ...predictor, unsureBelow }, alike };
    } finally {
      project.close();
    }
  }
  if (!existsSync(model)) {
    throw new PretextError('not-found', `${model} does not exist.`, {
      path: model,
      remedy: 'Name a project, or the folder of an exported model.',
    });
  }
  if (right !== undefined) {
    throw new PretextError('bad-usage', 'An export does not keep what --right needs.', {
      remedy: 'Name the project, or give a threshold by --unsure.',
    });
  }
  return { predictor: exportedPredictor(model), alike: null };
}
