import { statSync } from 'node:fs';
import { z } from 'zod';
import type { AutoChoice, RunDetails, RunSummary, Series } from '../../shared/contract/runs.ts';
import { recommendedModel } from '../../shared/recommended-model.ts';
import {
  autoMethod,
  autoSchema,
  healthReportSchema,
  jobs,
  scoresSchema,
  type TrialRecord,
} from '../../shared/training.ts';
import { encoderNames, encoders } from '../learn/models/registry.ts';
import { methodNamed, taskOf } from '../learn/pretext/method.ts';
import { lossWindow } from '../learn/pretrain/loss-window.ts';
import type { MetricPoint, RunRow } from '../store/runs.ts';
import { foundModelsSchema } from './found-models.ts';
import { canBeUsed, canKeepGoing, canResume } from './go-on.ts';
import { pretrainingResult } from './pretrain.ts';
import type { Project } from './project.ts';
import { isRegression, regressConfigSchema } from './regress.ts';
import { checkpointFiles } from './runs.ts';
import { trainingImages } from './training-images.ts';

const finetuneConfigSchema = z.object({ classes: z.array(z.string()), labels: z.int() });
const finetuneResultSchema = foundModelsSchema.extend({
  scores: z.record(z.string(), scoresSchema).nullable(),
  best: z.string().nullable(),
});

const regressResultSchema = jobs.regress.result.pick({
  scores: true,
  best: true,
  chosen: true,
  lead: true,
});

const autoOfConfig = z.object({ method: z.string(), auto: autoSchema });

/** A run as lists show it. */
export function summaryOf(run: RunRow): RunSummary {
  return {
    run: run.id,
    parent: run.parent_run_id,
    kind: run.kind,
    status: run.status,
    title: titleOf(run),
    createdAt: run.created_at,
    endedAt: run.ended_at,
    seconds: run.seconds,
    note: run.note,
    starred: run.starred === 1,
    error: run.error,
    target: run.kind === 'pretrain' ? null : isRegression(run) ? 'number' : 'class',
    headline: headlineOf(run),
  };
}

/** A run with its settings, curves and checkpoints. @param points of a curve at most */
export async function detailsOf(
  project: Project,
  run: RunRow,
  points: number,
): Promise<RunDetails> {
  const checkpoints = checkpointFiles(project, run.id).map(({ step, file }) => ({
    step,
    bytes: statSync(file).size,
  }));
  const metrics = project.store.runs.metrics(run.id);
  const isPretraining = run.kind === 'pretrain';
  return {
    ...summaryOf(run),
    config: settingsOf(run),
    auto: isPretraining ? autoOf(run) : null,
    seed: run.seed,
    codeVersion: run.code_version,
    engineVersion: run.engine_version,
    device: run.device,
    pretraining: isPretraining ? pretrainingOf(run, metrics) : null,
    series: seriesOf(metrics, points),
    checkpoints,
    dataChanged: await dataChanged(project, run),
    children: project.store.runs.children(run.id),
    canResume: canResume(run),
    canKeepGoing: canKeepGoing(run, checkpoints),
    canBeUsed: canBeUsed(run, checkpoints),
  };
}

/** Settings and results of runs side by side. */
export function compareRuns(
  runs: readonly RunRow[],
): { name: string; group: 'setting' | 'result'; values: Value[]; differs: boolean }[] {
  const side = (group: 'setting' | 'result', columns: Record<string, Value>[]) => {
    const names = [...new Set(columns.flatMap((column) => Object.keys(column)))];
    return names.map((name) => {
      const values = columns.map((column) => column[name] ?? null);
      return { name, group, values, differs: new Set(values).size > 1 };
    });
  };
  return [
    ...side('setting', runs.map(settingsOf)),
    ...side(
      'result',
      runs.map((run) => ({ seconds: run.seconds, ...flat(JSON.parse(run.result ?? '{}')) })),
    ),
  ];
}

/** Curves by name; long ones thinned evenly, with their first and last points. */
export function seriesOf(points: readonly MetricPoint[], most: number): Series[] {
  const byName = new Map<string, MetricPoint[]>();
  for (const point of points) {
    const known = byName.get(point.name);
    if (known === undefined) byName.set(point.name, [point]);
    else known.push(point);
  }
  return [...byName].map(([name, all]) => {
    const shown = Math.min(most, all.length);
    const kept = Array.from(
      { length: shown },
      (_, i) => all[shown === 1 ? 0 : Math.round((i * (all.length - 1)) / (shown - 1))],
    );
    return {
      name,
      steps: Int32Array.from(kept, (point) => point?.step ?? 0),
      values: Float32Array.from(kept, (point) => point?.value ?? 0),
    };
  });
}

/** Settings by name; how a method was chosen is told apart from them. */
function settingsOf(run: RunRow): Record<string, Value> {
  const { auto: _, ...settings } = JSON.parse(run.config) as Record<string, unknown>;
  return flat(settings);
}

/** How a run's method was chosen; null when a person chose it. */
function autoOf(run: RunRow): AutoChoice | null {
  const parsed = autoOfConfig.safeParse(JSON.parse(run.config));
  if (!parsed.success) return null;
  const { method, auto } = parsed.data;
  return {
    candidates: auto.candidates.map(titled),
    trials: auto.trials.map(shownTrial),
    labels: auto.labels,
    seconds: auto.seconds,
    chosen: auto.reason === null ? null : { ...titled(method), reason: auto.reason },
  };
}

const titled = (method: string) => ({ method, title: methodTitle(method) });

function shownTrial({ method, measures, ...trial }: TrialRecord): AutoChoice['trials'][number] {
  if (measures === null) return { ...titled(method), ...trial, measures };
  const { embeddingStd: _, ...shown } = measures;
  return { ...titled(method), ...trial, measures: shown };
}

function titleOf(run: RunRow): string {
  const config: unknown = JSON.parse(run.config);
  const tuned = finetuneConfigSchema.safeParse(config);
  if (tuned.success) return `${tuned.data.labels} labels, ${tuned.data.classes.length} classes`;
  const numbers = regressConfigSchema.safeParse(config);
  if (numbers.success) return `${numbers.data.labels} labels, numbers`;
  const { method, encoder } = flat(config);
  return `${methodTitle(String(method))} · ${encoderTitle(String(encoder))}`;
}

/** A run of another version may have an encoder that this one does not know. */
export function encoderTitle(name: string): string {
  const known = encoderNames.find((each) => each === name);
  return known === undefined ? name : encoders[known].title;
}

/** A run of another version may have a task that this one does not know. */
function methodTitle(method: string): string {
  if (method === autoMethod) return 'Chosen by trials';
  try {
    return taskOf(methodNamed(method)).title;
  } catch {
    return method;
  }
}

function headlineOf(run: RunRow): RunSummary['headline'] {
  if (run.kind === 'pretrain') {
    const { health } = pretrainingResult(run) ?? lastHealth(run) ?? { health: null };
    const knn = health?.knn ?? null;
    return knn === null ? null : { name: 'knn', value: knn };
  }
  if (run.result === null) return null;
  const result: unknown = JSON.parse(run.result);
  const numbers = regressResultSchema.safeParse(result);
  if (numbers.success && isRegression(run)) {
    const recommended = recommendedModel(numbers.data);
    const score = recommended === null ? undefined : numbers.data.scores?.[recommended];
    return score === undefined ? null : { name: 'r2', value: score.r2.value };
  }
  const tuned = finetuneResultSchema.safeParse(result);
  const recommended = tuned.success ? recommendedModel(tuned.data) : null;
  if (!tuned.success || recommended === null) return null;
  const score = tuned.data.scores?.[recommended];
  return score === undefined ? null : { name: 'accuracy', value: score.accuracy };
}

function lastHealth(run: RunRow): z.infer<typeof healthReportSchema> | null {
  if (run.health === null) return null;
  const parsed = healthReportSchema.safeParse(JSON.parse(run.health));
  return parsed.success ? parsed.data : null;
}

/** What a pretraining has come to: its result, or what was recorded of one that has none, as when it was killed. */
function pretrainingOf(run: RunRow, metrics: readonly MetricPoint[]): RunDetails['pretraining'] {
  const ended = pretrainingResult(run);
  if (ended !== null) {
    const { steps, samplesPerSecond, lossFirst, lossLast, health, verdict } = ended;
    return { steps, samplesPerSecond, lossFirst, lossLast, health, verdict };
  }
  const last = lastHealth(run);
  const losses = metrics.filter(({ name }) => name === 'loss');
  const newest = losses.at(-1);
  if (last === null || newest === undefined) return null;
  const speed = metrics.findLast(({ name }) => name === 'samples_per_second');
  return {
    steps: newest.step,
    samplesPerSecond: speed?.value ?? 0,
    lossFirst: meanOf(losses.slice(0, lossWindow)),
    lossLast: meanOf(losses.slice(-lossWindow)),
    health: last.health,
    verdict: last.verdict,
  };
}

function meanOf(points: readonly MetricPoint[]): number {
  return points.reduce((sum, { value }) => sum + value, 0) / Math.max(1, points.length);
}

async function dataChanged(project: Project, run: RunRow): Promise<boolean> {
  if (run.data_digest === null) return false;
  return run.data_digest !== (await trainingImages(project)).digest;
}

type Value = string | number | boolean | null;

/** Single values of nested objects under dotted names; lists are left out. */
function flat(value: unknown, prefix = ''): Record<string, Value> {
  if (value === null || ['string', 'number', 'boolean'].includes(typeof value)) {
    return { [prefix]: value as Value };
  }
  if (typeof value !== 'object' || Array.isArray(value)) return {};
  return Object.fromEntries(
    Object.entries(value as object).flatMap(([name, inner]) =>
      Object.entries(flat(inner, prefix === '' ? name : `${prefix}.${name}`)),
    ),
  );
}
