import type { Command } from 'commander';
import { type AutoRecord, autoSchema } from '../../../../shared/training.ts';
import type { Project } from '../../../app/project.ts';
import { runById } from '../../../app/runs.ts';
import { trialLine } from '../../../app/trial-line.ts';
import type { RunRow } from '../../../store/runs.ts';
import { type Answer, type CommonOptions, common, perform, withProject } from '../session.ts';
import { table } from '../tables.ts';
import { clock } from '../terminal.ts';

export function addRuns(program: Command): void {
  const runs = program.command('runs').description('the history of a project');
  common(runs.command('list <project>').description('all runs')).action(
    async (dir: string, options: CommonOptions) => {
      await perform(options, async () => {
        return await withProject(dir, (project) => {
          const all = project.store.runs.all();
          return { json: { runs: all.map(plainRun) }, text: runsTable(all) };
        });
      });
    },
  );
  common(
    runs.command('show <project> <run>').description('one run: settings, result, metrics'),
  ).action(async (dir: string, id: string, options: CommonOptions) => {
    await perform(
      options,
      async () => await withProject(dir, (project) => show(project, Number(id))),
    );
  });
  common(
    runs.command('compare <project> <run...>').description('settings and results side by side'),
  ).action(async (dir: string, ids: string[], options: CommonOptions) => {
    await perform(options, async () => {
      return await withProject(dir, (project) => {
        const chosen = ids.map((id) => runById(project, Number(id)));
        return { json: { runs: chosen.map(plainRun) }, text: compareTable(chosen) };
      });
    });
  });
}

/** A run with its JSON columns opened. */
function plainRun(run: RunRow): Record<string, unknown> {
  return {
    ...run,
    config: JSON.parse(run.config) as unknown,
    result: run.result === null ? null : (JSON.parse(run.result) as unknown),
  };
}

function runsTable(runs: readonly RunRow[]): string {
  if (runs.length === 0) return 'No runs yet.';
  const rows = runs.map((run) => [
    String(run.id),
    run.kind,
    run.status,
    run.created_at.slice(0, 16).replace('T', ' '),
    clock(run.seconds),
    run.error ?? '',
  ]);
  return table(['run', 'kind', 'status', 'started (UTC)', 'time', 'remark'], rows);
}

function show(project: Project, id: number): Answer {
  const run = runById(project, id);
  const metrics = project.store.runs.metrics(id);
  const last = new Map(metrics.map((point) => [point.name, point]));
  const rows = [...last.values()].map(({ name, step, value }) => [
    name,
    String(step),
    value.toPrecision(5),
  ]);
  const { auto, ...settings } = JSON.parse(run.config) as Record<string, unknown>;
  const chosen = autoSchema.safeParse(auto);
  return {
    json: { run: plainRun(run), metrics },
    text: [
      runsTable([run]),
      `Code ${run.code_version}, ${run.engine_version}, ${run.device}, seed ${run.seed}`,
      JSON.stringify(settings, null, 2),
      ...(chosen.success ? [trialsText(chosen.data)] : []),
      ...(rows.length === 0 ? [] : [table(['last of', 'step', 'value'], rows)]),
    ].join('\n'),
  };
}

/** How its method was chosen. */
function trialsText({ trials, reason, seconds }: AutoRecord): string {
  return [
    `Method chosen by trials, ${clock(seconds)} in all:`,
    ...trials.map((trial) => `  ${trialLine(trial)}`),
    reason ?? 'None is chosen yet: resume the run to go on.',
  ].join('\n');
}

function compareTable(runs: readonly RunRow[]): string {
  const columns = runs.map((run) => ({
    status: run.status,
    time: clock(run.seconds),
    ...flat({ ...(JSON.parse(run.config) as object), auto: undefined }),
    ...flat(JSON.parse(run.result ?? '{}')),
  }));
  const names = [...new Set(columns.flatMap((column) => Object.keys(column)))];
  const rows = names.map((name) => [
    name,
    ...columns.map((column) => String((column as Record<string, unknown>)[name] ?? '–')),
  ]);
  return table(['', ...runs.map((run) => `run ${run.id}`)], rows);
}

/** Numbers, texts and the like of nested objects under dotted names; lists are left out. */
function flat(value: unknown, prefix = ''): Record<string, string> {
  if (typeof value === 'number') {
    return { [prefix]: Number.isInteger(value) ? String(value) : value.toPrecision(5) };
  }
  if (typeof value === 'string') return { [prefix]: value };
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return {};
  return Object.assign(
    {},
    ...Object.entries(value).map(([name, inner]) =>
      flat(inner, prefix === '' ? name : `${prefix}.${name}`),
    ),
  ) as Record<string, string>;
}
