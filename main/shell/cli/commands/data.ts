import type { Command } from 'commander';
import { PretextError } from '../../../../shared/errors.ts';
import type { Target } from '../../../../shared/target.ts';
import { onlyTable } from '../../../app/data-kinds/only-table.ts';
import { kindOf } from '../../../app/data-kinds/registry.ts';
import { importData } from '../../../app/import-data.ts';
import { labelFromCsv, labelOne } from '../../../app/label-data.ts';
import { type LabelFound, labelFound, labelFoundLine } from '../../../app/label-found.ts';
import type { Project } from '../../../app/project.ts';
import { settleTarget } from '../../../app/target.ts';
import { skippedCount } from '../../../ingest/skipped-count.ts';
import { seeColumns } from '../../../ingest/tables/see-columns.ts';
import {
  columnOptions,
  type ImportOptions,
  importOptions,
  targetOption,
  wishesFrom,
} from '../options.ts';
import { type Answer, type CommonOptions, common, perform, withProject } from '../session.ts';
import { table } from '../tables.ts';

export function addData(program: Command): void {
  const importing = program
    .command('import <project> <data...>')
    .description('add data: files, folders or zips of one kind, or a table');
  common(importOptions(importing)).action(
    async (dir: string, data: string[], options: ImportOptions & CommonOptions) => {
      await perform(options, async (services) => {
        return await withProject(dir, async (project) => {
          const report = await importData(
            project,
            data,
            {
              ...wishesFrom(options),
              ...(options.kind === undefined ? {} : { kind: options.kind }),
              split: 'train',
            },
            services,
          );
          const { imported, skipped, duplicates, nearDuplicates, ignored, summary, preprocessing } =
            report;
          const { notes, labelFound } = report;
          const label = labelFound === null ? null : labelFoundLine(labelFound);
          const kind = kindOf(preprocessing);
          const counts = {
            imported,
            skipped: skippedCount(skipped),
            duplicates: duplicates.length,
            near_duplicates: nearDuplicates.length,
            ignored,
          };
          return {
            json: {
              samples: counts,
              preprocessing,
              summary,
              notes,
              skipped,
              ...(labelFound === null ? {} : { label_found: labelJson(labelFound) }),
            },
            text: [
              `${imported} ${kind.noun.many} imported, ${counts.duplicates} exact duplicates, ${counts.near_duplicates} groups of near duplicates, ${counts.skipped} ${kind.unreadable} skipped.`,
              ...Object.entries(summary.notes).map(([note, count]) => `  ${note}: ${count}`),
              ...notes.map((note) => `  ${note}`),
              ...(label === null ? [] : [`  ${label}`]),
              ...skipped.map(({ reason }) => `  skipped ${reason}`),
            ].join('\n'),
          };
        });
      });
    },
  );
  common(
    columnOptions(
      program
        .command('columns <table>')
        .description('what the columns of a table hold, as an import would take them'),
    ),
  ).action(async (file: string, options: ImportOptions & CommonOptions) => {
    await perform(options, async ({ signal }) => await columnsAnswer(file, options, signal));
  });
  common(program.command('check <project>').description('what the data check found')).action(
    async (dir: string, options: CommonOptions) => {
      await perform(options, async () => await withProject(dir, check));
    },
  );
  common(
    targetOption(
      program
        .command('label <project> [path] [label]')
        .description('label training samples, from a CSV file or one by one')
        .option('--csv <file>', 'columns path, label')
        .option('--data <folder>', "what the CSV's paths are relative to")
        .option('--remove', 'take the label of PATH back'),
    ),
  ).action(
    async (
      dir: string,
      path: string | undefined,
      label: string | undefined,
      options: CommonOptions & LabelOptions,
    ) => {
      await perform(options, async () => {
        return await withProject(dir, (project) => labelAnswer(project, path, label, options));
      });
    },
  );
}

async function columnsAnswer(
  file: string,
  { column, labelColumn }: ImportOptions,
  signal: AbortSignal,
): Promise<Answer> {
  const found = await seeColumns({
    table: await onlyTable([file]),
    signal,
    ...(column === undefined ? {} : { types: column }),
    ...(labelColumn === undefined ? {} : { label: labelColumn }),
  });
  const { rows, columns, label, notes } = found;
  const said = labelColumn === undefined ? labelFound(found) : null;
  const line = said === null ? null : labelFoundLine(said);
  const lines = columns.map(({ name, type, missing, examples, reason }) => [
    name,
    name === label ? 'label' : type,
    String(missing),
    examples.join(', '),
    name === label ? '' : reason,
  ]);
  return {
    json: {
      rows,
      columns,
      label,
      notes,
      ...(said === null ? {} : { label_found: labelJson(said) }),
    },
    text: [
      [`${rows} rows.`, ...notes, ...(line === null ? [] : [line])].join(' '),
      table(['column', 'type', 'missing', 'examples', 'why'], lines),
    ].join('\n'),
  };
}

/** Of a table's labels, when nobody said which column holds them. */
const labelJson = ({ column, reason, lookalike }: LabelFound) => ({
  column,
  reason,
  looks_like_class: lookalike?.column ?? null,
});

interface LabelOptions {
  csv?: string;
  data?: string;
  remove?: boolean;
  target?: Target;
}

async function labelAnswer(
  project: Project,
  path: string | undefined,
  label: string | undefined,
  options: LabelOptions,
): Promise<Answer> {
  const found = await settleTarget(project, options.target ?? null, options.csv ?? null);
  if (options.csv !== undefined) {
    const { labelled, problems } = await labelFromCsv(project, options.csv, options.data ?? null);
    return {
      json: { target: project.dataset().target, labelled, problems },
      text: [
        ...(found === null ? [] : [found]),
        `${labelled} ${kindOf(project.dataset().preprocessing).noun.many} labelled.`,
        ...problems.map((each) => `! ${each}`),
      ].join('\n'),
    };
  }
  const { target } = project.dataset();
  if (path === undefined && label === undefined && options.target !== undefined) {
    return {
      json: { target, labelled: 0, problems: [] },
      text: `Labels are ${target === 'number' ? 'numbers' : 'classes'}.`,
    };
  }
  if (path === undefined || (label === undefined) !== (options.remove === true)) {
    throw new PretextError('bad-usage', 'Nothing to do.', {
      remedy: 'Give --csv FILE, or PATH LABEL, or PATH --remove, or --target class|number.',
    });
  }
  labelOne(project, path, label ?? null);
  return {
    json: { target, labelled: 1, problems: [] },
    text: label === undefined ? `${path}: label taken back.` : `${path}: ${label}`,
  };
}

function check(project: Project): Answer {
  const { samples } = project.store;
  const dataset = project.dataset();
  const skipped = samples.withStatus(dataset.id, 'skipped');
  const duplicates = samples.withStatus(dataset.id, 'duplicate');
  const near = samples.nearDuplicates(dataset.id);
  const counts = samples.counts(dataset.id);
  return {
    json: {
      samples: counts,
      skipped: skipped.map(({ path, reason }) => ({ path, reason })),
      duplicates: duplicates.map(({ path, reason }) => ({ path, reason })),
      near_duplicates: near,
    },
    text: [
      `${counts.ready} ${kindOf(dataset.preprocessing).noun.many} ready (${counts.train} for training, ${counts.test} for testing).`,
      duplicates.length === 0
        ? 'No exact duplicates.'
        : table(
            ['exact duplicate', 'why'],
            duplicates.map(({ path, reason }) => [path, reason ?? '']),
          ),
      near.length === 0
        ? 'No near duplicates.'
        : `Near duplicates, kept:\n${near.map((group) => `  ${group.join('  ')}`).join('\n')}`,
      skipped.length === 0
        ? 'Nothing was skipped.'
        : `Skipped:\n${skipped.map(({ reason }) => `  ${reason ?? ''}`).join('\n')}`,
    ].join('\n'),
  };
}
