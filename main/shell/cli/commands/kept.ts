import type { Command } from 'commander';
import { PretextError } from '../../../../shared/errors.ts';
import { hasKeptLabels, keptLabels, takeBackKept } from '../../../app/kept-labels.ts';
import { noSample } from '../../../app/label-data.ts';
import type { Project } from '../../../app/project.ts';
import { finishedRun } from '../../../app/runs.ts';
import type { RunRow } from '../../../store/runs.ts';
import {
  type Answer,
  type CommonOptions,
  common,
  perform,
  wholeNumber,
  withProject,
} from '../session.ts';
import { table } from '../tables.ts';

const usualCount = 20;

interface KeptOptions extends CommonOptions {
  run?: number;
  round?: number;
  class?: string;
  count?: number;
  takeBack?: string[];
}

export function addKept(program: Command): void {
  common(
    program
      .command('kept <project>')
      .description('the labels that self-training kept, least sure first; takes them back')
      .option('--run <id>', 'which fine-tuning (default: the newest that kept labels)', wholeNumber)
      .option('--round <n>', 'which round of it (default: the last)', wholeNumber)
      .option('--class <name>', 'only those of a class')
      .option('--count <n>', `how many (default: ${usualCount})`, wholeNumber)
      .option('--take-back <path...>', 'that is not what these samples are: never keep it again'),
  ).action(async (dir: string, options: KeptOptions) => {
    await perform(options, async () => {
      return await withProject(dir, async (project) => {
        const run = runOf(project, options.run);
        return options.takeBack === undefined
          ? list(project, run, options)
          : await takeBack(project, run, options.round, options.takeBack);
      });
    });
  });
}

/** The run asked for, or the newest that kept labels. @throws {PretextError} `no-data`, `not-found`, `bad-usage` */
function runOf(project: Project, id: number | undefined): RunRow {
  if (id !== undefined) return finishedRun(project, id, 'finetune');
  const run = project.store.runs
    .all()
    .findLast(
      (each) =>
        each.kind === 'finetune' && each.status === 'finished' && hasKeptLabels(project, each),
    );
  if (run !== undefined) return run;
  throw new PretextError('no-data', `No run of the project ${project.name} kept labels.`, {
    remedy: 'Fine-tune with self-training first.',
    next: { do: 'finetune', project: project.dir },
  });
}

function list(project: Project, run: RunRow, options: KeptOptions): Answer {
  const query = { onlyChanged: false, order: 'least-sure', offset: 0 } as const;
  const { round, classes } = keptLabels(project, run, { ...query, round: options.round, limit: 0 });
  const { class: name } = options;
  const wanted = name === undefined ? undefined : classes.indexOf(name);
  if (wanted === -1) {
    throw new PretextError('bad-usage', `Run ${run.id} knows no class "${name ?? ''}".`, {
      remedy: `Choose one of: ${classes.join(', ')}.`,
    });
  }
  const limit = options.count ?? usualCount;
  const { total, labels } = keptLabels(project, run, { ...query, round, class: wanted, limit });
  const shown = labels.map((each) => ({
    path: each.path,
    class: classes[each.class] ?? '',
    sureness: each.sureness,
    before: each.before === null ? null : (classes[each.before] ?? ''),
    taken_back: each.takenBack,
    label: each.now,
  }));
  const rows = shown.map((each) => [
    each.path,
    each.class,
    `${(100 * each.sureness).toFixed(1)} %`,
    each.before === null || each.before === each.class ? '' : `was ${each.before}`,
    each.label !== null ? `labelled ${each.label}` : each.taken_back ? 'taken back' : '',
  ]);
  return {
    json: { run: run.id, round, total, labels: shown },
    text: [
      table(['sample', 'kept as', 'sure', 'round before', 'by a person'], rows),
      `${shown.length} of ${total} labels that round ${round} of run ${run.id} kept, least sure first.`,
    ].join('\n'),
  };
}

async function takeBack(
  project: Project,
  run: RunRow,
  round: number | undefined,
  paths: readonly string[],
): Promise<Answer> {
  const dataset = project.dataset();
  const samples = paths.map((name) => {
    const sample = project.store.samples.byPath(dataset.id, name);
    if (sample !== undefined) return sample.id;
    throw noSample(name);
  });
  const { samples: taken } = await takeBackKept(project, run, round, samples);
  return {
    json: { run: run.id, taken_back: taken.length },
    text:
      taken.length === 1
        ? '1 label taken back. The next fine-tuning with self-training does not keep it.'
        : `${taken.length} labels taken back. The next fine-tuning with self-training does not keep them.`,
  };
}
