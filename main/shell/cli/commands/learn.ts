import { type Command, Option } from 'commander';
import { PretextError } from '../../../../shared/errors.ts';
import {
  defaultStrategyName,
  suggestionStrategyNames,
} from '../../../../shared/suggestion-strategies.ts';
import type { RegressionScoresRecord } from '../../../../shared/training.ts';
import { choiceSentence } from '../../../app/choice-sentence.ts';
import { embed } from '../../../app/embed.ts';
import { evaluate } from '../../../app/evaluate.ts';
import { evaluateNumbers } from '../../../app/evaluate-numbers.ts';
import { resumePretraining, useAsItIs } from '../../../app/go-on.ts';
import { testFromCsv } from '../../../app/label-data.ts';
import { type PretrainOutcome, pretrain } from '../../../app/pretrain.ts';
import type { Project } from '../../../app/project.ts';
import { isRegression } from '../../../app/regress.ts';
import { finishedRun, latestFinished } from '../../../app/runs.ts';
import { suggest } from '../../../app/suggest.ts';
import { suggestionSentence } from '../../../app/suggestion-sentence.ts';
import { checkOptions, type TuneOutcome, tune, tuneSentence } from '../../../app/tune.ts';
import type { RunRow } from '../../../store/runs.ts';
import { strategyNamed } from '../../../training/names.ts';
import {
  type FinetuneFlags,
  finetuneFlags,
  finetuneOptionsFrom,
  type PretrainOptions,
  pretrainOptions,
} from '../options.ts';
import {
  type Answer,
  type CommonOptions,
  common,
  perform,
  seedNumber,
  wholeNumber,
  withProject,
} from '../session.ts';
import {
  classTable,
  confusionTable,
  errorsTable,
  roundsTable,
  scoresTable,
  table,
} from '../tables.ts';

interface RunChoice extends CommonOptions {
  run?: number;
}

interface PretrainCommandOptions extends PretrainOptions, CommonOptions {
  resume?: number;
  asItIs?: number;
}

interface FinetuneCommandOptions extends RunChoice, FinetuneFlags {
  test?: string;
  data?: string;
  seed?: number;
}

export function addLearn(program: Command): void {
  common(
    pretrainOptions(
      program.command('pretrain <project>').description('train an encoder without labels'),
    )
      .option('--resume <run>', 'go on with an interrupted run', wholeNumber)
      .addOption(
        new Option(
          '--as-it-is <run>',
          'use an interrupted run as it is, with what it has learned by now',
        )
          .argParser(wholeNumber)
          .conflicts('resume'),
      ),
  ).action(async (dir: string, options: PretrainCommandOptions) => {
    await perform(options, async (services) => {
      return await withProject(dir, async (project) => {
        const { resume, asItIs } = options;
        if (asItIs !== undefined) {
          return pretrainAnswer(project, await useAsItIs(project, asItIs, services));
        }
        const outcome =
          resume === undefined
            ? await pretrain(project, options, services)
            : await resumePretraining(project, resume, services);
        return pretrainAnswer(project, outcome);
      });
    });
  });
  common(
    withRun(
      program.command('embed <project>').description('compute the embedding of every sample'),
    ),
  ).action(async (dir: string, options: RunChoice) => {
    await perform(options, async (services) => {
      return await withProject(dir, async (project) => {
        const result = await embed(project, chosen(project, options.run, 'pretrain'), services);
        const text = `${result.count} embeddings of ${result.features} features: ${result.file}`;
        return { json: result, text };
      });
    });
  });
  common(
    withRun(program.command('suggest <project>').description('which samples to label next'))
      .option(
        '--strategy <name>',
        `${suggestionStrategyNames.join(', ')} (default: ${defaultStrategyName})`,
      )
      .option('--count <n>', 'how many (default: 20)', wholeNumber)
      .option('--seed <n>', 'seed of everything random', seedNumber),
  ).action(
    async (
      dir: string,
      options: RunChoice & { strategy?: string; count?: number; seed?: number },
    ) => {
      await perform(options, async (services) => {
        return await withProject(dir, async (project) => {
          const strategy = strategyNamed(options.strategy ?? defaultStrategyName);
          const suggestions = await suggest(
            project,
            chosen(project, options.run, 'pretrain'),
            {
              strategy,
              count: options.count ?? 20,
              seed: options.seed ?? 1,
            },
            services,
          );
          const rows = suggestions.map(({ path, between }) => [
            path,
            between === null ? '' : `${between[0]} or ${between[1]}`,
          ]);
          const asked = suggestions.some(({ between }) => between !== null);
          const shown = asked
            ? table(['label these first', 'the model wavers between'], rows)
            : table(
                ['label these first'],
                rows.map(([name = '']) => [name]),
              );
          return {
            json: { strategy, suggestions },
            text: `${suggestionSentence(strategy, asked)}\n${shown}`,
          };
        });
      });
    },
  );
  common(
    finetuneFlags(
      withRun(
        program
          .command('finetune <project>')
          .description('train on the labels, beside the baselines'),
      ),
    )
      .option('--test <csv>', 'labelled test samples, never trained on')
      .option('--data <folder>', "what the CSV's paths are relative to")
      .option('--seed <n>', 'seed of everything random', seedNumber),
  ).action(async (dir: string, options: FinetuneCommandOptions) => {
    await perform(options, async (services) => {
      return await withProject(dir, async (project) => {
        const besides = finetuneOptionsFrom(options);
        checkOptions(project.dataset().target, besides);
        const problems = await addTest(project, options, services);
        const pretrained = chosen(project, options.run, 'pretrain');
        const choice = { seed: options.seed ?? 1, ...besides };
        const outcome = await tune(project, pretrained, choice, services);
        const { runId, target, result } = outcome;
        const all = [...problems, ...outcome.problems];
        return {
          json: { run: runId, target, ...result, problems: all },
          text: [...all.map((problem) => `! ${problem}`), ...tuneLines(outcome)].join('\n'),
        };
      });
    });
  });
  common(
    withRun(program.command('evaluate <project>').description('score the models on test samples'))
      .option('--test <csv>', 'more labelled test samples')
      .option('--data <folder>', "what the CSV's paths are relative to"),
  ).action(async (dir: string, options: RunChoice & { test?: string; data?: string }) => {
    await perform(options, async (services) => {
      return await withProject(dir, async (project) => {
        const problems = await addTest(project, options, services);
        const run = chosen(project, options.run, 'finetune');
        if (isRegression(run)) {
          const scores = await evaluateNumbers(project, run, services);
          const least = (a: Scored, b: Scored) =>
            a[1].rootMeanSquaredError.value - b[1].rootMeanSquaredError.value;
          const best = Object.entries(scores).sort(least)[0]?.[0] ?? null;
          return {
            json: { scores, best, problems },
            text: [...problems.map((problem) => `! ${problem}`), errorsTable(scores, best)].join(
              '\n',
            ),
          };
        }
        const { scores, classes, problems: unknown } = await evaluate(project, run, services);
        const best =
          Object.entries(scores).sort((a, b) => b[1].accuracy - a[1].accuracy)[0]?.[0] ?? null;
        const score = Object.entries(scores).find(([kind]) => kind === best)?.[1];
        return {
          json: { scores, best, classes, problems: [...problems, ...unknown] },
          text: [
            ...[...problems, ...unknown].map((problem) => `! ${problem}`),
            scoresTable(scores, best),
            ...(score === undefined
              ? []
              : [classTable(score, classes), confusionTable(score, classes)]),
          ].join('\n'),
        };
      });
    });
  });
}

type Scored = [string, RegressionScoresRecord];

function tuneLines(outcome: TuneOutcome): string[] {
  if (outcome.target === 'number') {
    const { scores, best, estimates, chosen } = outcome.result;
    return [
      scores === null ? errorsTable(estimates, chosen.kind) : errorsTable(scores, best),
      tuneSentence(outcome),
    ];
  }
  const { scores, best, rounds } = outcome.result;
  return [
    ...(scores === null ? [] : [scoresTable(scores, best)]),
    tuneSentence(outcome),
    ...(scores === null ? [choiceSentence(outcome.result)] : []),
    ...(rounds.length === 0 ? [] : ['', 'Self-training:', roundsTable(rounds)]),
  ];
}

function withRun(command: Command): Command {
  return command.option('--run <id>', 'which run (default: the newest finished one)', wholeNumber);
}

/** The run asked for, or the newest finished one. @throws {PretextError} */
export function chosen(project: Project, id: number | undefined, kind: RunRow['kind']): RunRow {
  if (id === undefined) return latestFinished(project, kind);
  return finishedRun(project, id, kind);
}

async function addTest(
  project: Project,
  options: { test?: string; data?: string },
  services: Parameters<typeof testFromCsv>[3],
): Promise<string[]> {
  if (options.test === undefined) return [];
  return (await testFromCsv(project, options.test, options.data ?? null, services)).problems;
}

function pretrainAnswer(
  project: Project,
  { runId, config, auto, result }: PretrainOutcome,
): Answer {
  if (result.status === 'stopped') {
    throw new PretextError(
      'cancelled',
      `Stopped after ${result.steps} steps. Run ${runId} is saved.`,
      {
        next: { do: 'resume', project: project.dir, run: runId },
      },
    );
  }
  const { health, verdict } = result;
  const knn = health.knn === null ? '' : `, kNN accuracy ${(100 * health.knn).toFixed(1)} %`;
  return {
    json: { run: runId, config, auto, ...result },
    text: [
      ...(auto?.reason == null ? [] : [`Chosen by trials: ${auto.reason}`]),
      `Run ${runId}: ${config.method}, ${result.steps} steps in ${Math.round(result.seconds)} s, ${Math.round(result.samplesPerSecond)} samples/s`,
      `Loss ${result.lossFirst.toFixed(3)} → ${result.lossLast.toFixed(3)}${knn}; embedding spread ${health.embeddingStd?.toFixed(2) ?? '–'}, effective rank ${health.effectiveRank?.toFixed(0) ?? '–'}`,
      `${verdict.sentence} ${verdict.advice}`.trim(),
    ].join('\n'),
  };
}
