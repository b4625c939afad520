import type { Command } from 'commander';
import { formatsIn } from '../../../app/export-model.ts';
import { runAll } from '../../../app/run-all.ts';
import { tuneSentence } from '../../../app/tune.ts';
import { exportFormats } from '../../../learn/export/registry.ts';
import {
  type FinetuneFlags,
  finetuneFlags,
  finetuneOptionsFrom,
  type ImportOptions,
  importOptions,
  type PretrainOptions,
  pretrainOptions,
  wishesFrom,
} from '../options.ts';
import { type CommonOptions, common, perform } from '../session.ts';
import { classTable, errorsTable, scoresTable } from '../tables.ts';

interface RunOptions extends CommonOptions, ImportOptions, PretrainOptions, FinetuneFlags {
  labels?: string;
  test?: string;
  out: string;
  export?: string;
}

export function addRun(program: Command): void {
  const command = program
    .command('run <data>')
    .description('the whole job: import, pretrain, fine-tune beside baselines, export')
    .option('--labels <csv>', 'labels for training: columns path, label')
    .option('--test <csv>', 'labelled test samples, never trained on: columns path, label')
    .requiredOption('--out <folder>', 'where the project, the report and the exports go')
    .option('--export <formats>', `some of ${exportFormats.join(', ')}, separated by commas`);
  common(finetuneFlags(pretrainOptions(importOptions(command)))).action(
    async (data: string, options: RunOptions) => {
      await perform(options, async (services) => {
        const { report, finetuned } = await runAll(
          {
            ...options,
            data,
            labels: options.labels ?? null,
            kind: options.kind ?? null,
            test: options.test ?? null,
            finetune: finetuneOptionsFrom(options),
            formats: options.export === undefined ? [] : formatsIn(options.export),
            ...wishesFrom(options),
          },
          services,
        );
        return { json: report, text: runText(report, finetuned) };
      });
    },
  );
}

type Outcome = Awaited<ReturnType<typeof runAll>>;

function runText(report: Outcome['report'], finetuned: Outcome['finetuned']): string {
  const { pretrain } = report;
  const lines = [
    '',
    `Pretrained ${pretrain.steps} steps in ${Math.round(pretrain.seconds)} s (${Math.round(pretrain.samples_per_second)} samples/s); loss ${pretrain.loss_first.toFixed(3)} → ${pretrain.loss_last.toFixed(3)}. ${pretrain.verdict}`,
    '',
  ];
  if (finetuned === null) {
    lines.push(
      'There are no labels yet. Label these first, in a CSV file with the columns path, label:',
    );
    lines.push(...report.suggestions.slice(0, 10).map((each) => `  ${each}`));
  } else {
    lines.push(...scoreLines(report, finetuned), '', tuneSentence(finetuned));
  }
  for (const { format, path, max_abs_difference: difference } of report.exports) {
    lines.push(
      `Exported ${format}: ${path} (verified, largest difference ${difference.toExponential(1)})`,
    );
  }
  lines.push(`Project: ${report.project}. ${Math.round(report.seconds)} s in all.`);
  return lines.join('\n');
}

function scoreLines(
  { labels }: Outcome['report'],
  finetuned: NonNullable<Outcome['finetuned']>,
): string[] {
  if (finetuned.target === 'number') {
    const { scores, best, estimates, chosen } = finetuned.result;
    const tested = Object.values(scores ?? {})[0]?.samples ?? 0;
    return scores === null
      ? ['By labels that were hidden from each:', errorsTable(estimates, chosen.kind)]
      : [
          `Errors on ${tested} test samples that training never saw, ${labels.train} labels:`,
          errorsTable(scores, best),
        ];
  }
  const { scores, best } = finetuned.result;
  if (scores === null) return [];
  const bestScores = best === null ? undefined : scores[best];
  return [
    `Scores on ${Object.values(scores)[0]?.samples ?? 0} test samples that training never saw, ${labels.train} labels:`,
    scoresTable(scores, best),
    ...(bestScores === undefined
      ? []
      : ['', 'The best, by class:', classTable(bestScores, finetuned.classes)]),
  ];
}
