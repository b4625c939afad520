import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Command } from 'commander';
import { classifierKindNames } from '../../../../shared/classifier-kinds.ts';
import { PretextError } from '../../../../shared/errors.ts';
import { type ExportOutcome, exportModel, formatsIn } from '../../../app/export-model.ts';
import { exportedPredictor, predict, projectPredictor } from '../../../app/predict.ts';
import { predictionsCsv } from '../../../app/predictions-csv.ts';
import { Project } from '../../../app/project.ts';
import { writeFileAtomic } from '../../../files/atomic-write.ts';
import { exportFormats } from '../../../learn/export/registry.ts';
import {
  type CommonOptions,
  common,
  oneOf,
  perform,
  wholeNumber,
  withProject,
} from '../session.ts';
import { chosen } from './learn.ts';

interface ModelOptions extends CommonOptions {
  run?: number;
  model?: string;
  out?: string;
}

export function addModels(program: Command): void {
  common(
    program
      .command('export <project>')
      .description('write a model for other programs, verified')
      .option('--format <list>', `some of ${exportFormats.join(', ')}, separated by commas`, 'onnx')
      .option('--model <kind>', `${classifierKindNames.join(', ')} (default: the best)`)
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
      .description('classes of new images, by a project or an exported model')
      .option('--model <kind>', 'which of the project (default: the best)')
      .option('--run <id>', 'which fine-tuning run (default: the newest)', wholeNumber)
      .option('--format <format>', 'csv or json', oneOf(['csv', 'json']))
      .option('--out <file>', 'write there in place of standard output'),
  ).action(
    async (model: string, data: string[], options: ModelOptions & { format?: 'csv' | 'json' }) => {
      await perform(options, async (services) => {
        const predictor = openPredictor(model, options);
        const { predictions, skipped } = await predict(predictor, data, services);
        for (const { reason } of skipped) services.reporter.warn(reason);
        const table =
          options.format === 'json'
            ? JSON.stringify(predictions, null, 2)
            : predictionsCsv(predictions, predictor.classes);
        if (options.out !== undefined) writeFileAtomic(path.resolve(options.out), `${table}\n`);
        return {
          json: { predictions, skipped },
          text:
            options.out === undefined
              ? table
              : `${predictions.length} predictions written to ${options.out}, ${skipped.length} files skipped`,
        };
      });
    },
  );
}

function openPredictor(model: string, options: ModelOptions): ReturnType<typeof exportedPredictor> {
  const folder = [model, `${model}.pretext`].find((each) =>
    existsSync(path.join(each, 'project.db')),
  );
  if (folder !== undefined) {
    const project = Project.open(folder);
    try {
      return projectPredictor(
        project,
        chosen(project, options.run, 'finetune'),
        options.model ?? null,
      );
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
  return exportedPredictor(model);
}
