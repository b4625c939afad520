import { existsSync, mkdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { PretextError } from '../../shared/errors.ts';
import type { FinetuneOptions } from '../../shared/finetune-options.ts';
import { defaultStrategyName } from '../../shared/suggestion-strategies.ts';
import type { Target } from '../../shared/target.ts';
import { writeFileAtomic } from '../files/atomic-write.ts';
import { skippedCount } from '../ingest/skipped-count.ts';
import { formatNamed } from '../training/names.ts';
import type { ImportWishes } from './data-kinds/data-kind.ts';
import { dataKinds, importedKinds, kindOf } from './data-kinds/registry.ts';
import { embed } from './embed.ts';
import { type ExportOutcome, exportModel } from './export-model.ts';
import { resumePretraining } from './go-on.ts';
import { importData } from './import-data.ts';
import { labelFromCsv, testFromCsv } from './label-data.ts';
import { labelFoundLine } from './label-found.ts';
import type { ImportedKind } from './preprocessing/preprocessing.ts';
import {
  checkChoices,
  earlierPretraining,
  outcomeOf,
  type PretrainChoices,
  type PretrainOutcome,
  pretrain,
  usualMethod,
} from './pretrain.ts';
import { Project } from './project.ts';
import { runById } from './runs.ts';
import type { Services } from './services.ts';
import { type SuggestedSample, suggest } from './suggest.ts';
import { giveSettled } from './target.ts';
import { checkOptions, recommendedOf, type TuneOutcome, tune, tuneSentence } from './tune.ts';

export interface RunAllRequest extends PretrainChoices, ImportWishes {
  data: string;
  labels: string | null;
  kind: ImportedKind | null;
  test: string | null;
  out: string;
  formats: readonly string[];
  finetune: FinetuneOptions;
}

interface RunAllReport {
  project: string;
  samples: { imported: number; skipped: number; duplicates: number; near_duplicates: number };
  labels: { train: number; test: number; problems: string[] };
  /** What the labels are. */
  target: Target;
  pretrain: {
    run: number;
    method: string;
    /** Why, where trials chose it. */
    chosen_because: string | null;
    encoder: string;
    steps: number;
    seconds: number;
    samples_per_second: number;
    loss_first: number;
    loss_last: number;
    knn: number | null;
    embedding_std: number | null;
    effective_rank: number | null;
    verdict: string;
  };
  /** By kind of model; null without training labels or without test samples. */
  scores: Record<string, ClassScores | NumberScores> | null;
  /** Of the scores. */
  best: string | null;
  /** The one that is exported and used; null without training labels. */
  recommended: string | null;
  /** Which is best, and how sure that is; null without training labels. */
  winner: string | null;
  exports: ExportOutcome[];
  /** What to label first, where there were no labels. */
  suggestions: string[];
  seconds: number;
}

interface ClassScores {
  accuracy: number;
  macro_f1: number;
  /** 95 %, of the accuracy; the others likewise. */
  interval: [number, number];
}

interface NumberScores {
  /** Root mean squared error and mean absolute error, in the units of the labels. */
  rmse: number;
  rmse_interval: [number, number];
  mae: number;
  mae_interval: [number, number];
  r2: number;
  r2_interval: [number, number];
}

export interface RunAllOutcome {
  report: RunAllReport;
  finetuned: TuneOutcome | null;
}

/** Suggestions given when there are no labels to train on. */
const suggestedSamples = 50;

/**
 * The whole workflow: import, check, pretrain, embed, label, fine-tune beside baselines, export. In a
 * folder where a run of the same settings on the same images lies, it goes on with that one.
 * @throws {PretextError} `bad-usage`, `not-found`, `no-data`, `cancelled`, …
 */
export async function runAll(request: RunAllRequest, services: Services): Promise<RunAllOutcome> {
  const started = Date.now();
  checkEarly(request);
  const { reporter } = services;
  const dataRoot = statSync(request.data).isDirectory() ? path.resolve(request.data) : null;
  const project = openOrCreate(request);
  try {
    reporter.note(`Project: ${project.dir}`);
    const imported = await importStep(project, request, services);
    const labels = await labelStep(project, request, dataRoot, services);
    // Only now it is known what the labels are; and pretraining takes long.
    checkOptions(project.dataset().target, request.finetune);
    const pretrained = await pretrainStep(project, request, services);
    if (pretrained.result.status === 'stopped') throw stopped(project, pretrained.runId);
    const run = runById(project, pretrained.runId);
    reporter.note(`Embedding all ${nounOf(project).many}.`);
    await embed(project, run, services);
    const seed = pretrained.config.seed;
    let finetuned: TuneOutcome | null = null;
    let suggestions: SuggestedSample[] = [];
    const exports: ExportOutcome[] = [];
    if (labels.train > 0) {
      reporter.note(`Training every kind of model on ${labels.train} labels.`);
      finetuned = await tune(project, run, { seed, ...request.finetune }, services);
      labels.problems = labels.problems.concat(finetuned.problems);
      for (const problem of finetuned.problems.slice(0, 10)) reporter.warn(problem);
      for (const format of request.formats) {
        const dir = path.join(request.out, 'exports');
        const finetuneRun = runById(project, finetuned.runId);
        const outcome = await exportModel(
          project,
          finetuneRun,
          { format, kind: null, dir },
          services,
        );
        reporter.note(
          `Exported and verified: ${outcome.path} (largest difference ${outcome.max_abs_difference.toExponential(1)})`,
        );
        exports.push(outcome);
      }
    } else {
      suggestions = await suggest(
        project,
        run,
        { strategy: defaultStrategyName, count: suggestedSamples, seed },
        services,
      );
    }
    const report = reportOf(project, imported, labels, pretrained, finetuned, exports, started);
    report.suggestions = suggestions.map((each) => each.path);
    writeFileAtomic(path.join(request.out, 'report.json'), `${JSON.stringify(report, null, 2)}\n`);
    return { report, finetuned };
  } finally {
    project.close();
  }
}

/** Faults that would otherwise show after minutes of work. */
function checkEarly(request: RunAllRequest): void {
  checkChoices(request);
  checkOptions(request.target ?? 'class', request.finetune);
  request.formats.forEach(formatNamed);
  for (const file of [request.data, request.labels, request.test]) {
    if (file !== null && !existsSync(file)) {
      throw new PretextError('not-found', `${file} does not exist.`, {
        path: file,
        remedy: 'Check the path.',
      });
    }
  }
  mkdirSync(request.out, { recursive: true });
}

function openOrCreate(request: RunAllRequest): Project {
  const dir = path.join(request.out, `${projectName(request.data)}.pretext`);
  return existsSync(path.join(dir, 'project.db')) ? Project.open(dir) : Project.create(dir);
}

/** The name of what is read, less what says how it is kept. */
function projectName(data: string): string {
  const { base, name, ext } = path.parse(path.resolve(data));
  const extensions = [
    '.zip',
    '.gz',
    ...importedKinds.flatMap((kind) => dataKinds[kind].extensions),
  ];
  return extensions.includes(ext.toLowerCase()) ? name : base;
}

async function importStep(
  project: Project,
  request: RunAllRequest,
  services: Services,
): Promise<RunAllReport['samples']> {
  const { reporter } = services;
  reporter.note(`Importing ${request.data}`);
  const { preprocessing, labelsFrom, columns, textColumn, labelColumn, kind, target } = request;
  const choices = {
    ...{ preprocessing, labelsFrom, split: 'train' as const },
    ...(columns === undefined ? {} : { columns }),
    ...(textColumn === undefined ? {} : { textColumn }),
    ...(labelColumn === undefined ? {} : { labelColumn }),
    ...(kind === null ? {} : { kind }),
    ...(target === undefined ? {} : { target }),
  };
  const result = await importData(project, [request.data], choices, services);
  const counts = project.store.samples.counts(result.dataset.id);
  const { preparation, unreadable } = kindOf(result.preprocessing);
  const skipped = skippedCount(result.skipped);
  reporter.note(
    `${counts.ready} ${preparation(result.preprocessing)}; ${result.duplicates.length} exact duplicates, ${result.nearDuplicates.length} groups of near duplicates, ${skipped} ${unreadable} skipped`,
  );
  for (const note of result.notes) reporter.note(`  ${note}`);
  // That of the labels is said with how rows are prepared.
  if (result.labelFound?.lookalike != null) {
    reporter.note(`  ${labelFoundLine(result.labelFound) ?? ''}`);
  }
  if (labelsFrom === 'column' && result.dataset.target === 'number') {
    reporter.note('The labels are numbers: a number is learnt.');
  }
  for (const { reason } of result.skipped.slice(0, 10)) reporter.warn(reason);
  if (skipped > 10) reporter.warn(`… and ${skipped - 10} more; the data check lists them.`);
  return {
    imported: counts.ready,
    skipped: counts.skipped,
    duplicates: counts.duplicate,
    near_duplicates: project.store.samples.nearDuplicates(result.dataset.id).length,
  };
}

async function labelStep(
  project: Project,
  request: RunAllRequest,
  dataRoot: string | null,
  services: Services,
): Promise<RunAllReport['labels']> {
  const { target = null, labels, test } = request;
  const problems = await giveSettled(project, target, labels ?? test, async (found) => {
    if (found !== null) services.reporter.note(found);
    return await givenLabels(project, request, dataRoot, services);
  });
  for (const problem of problems.slice(0, 10)) services.reporter.warn(problem);
  if (problems.length > 10) services.reporter.warn(`… and ${problems.length - 10} more of these.`);
  const { id } = project.dataset();
  return {
    train: project.store.labels.all(id, 'train').length,
    test: project.store.labels.all(id, 'test').length,
    problems,
  };
}

const nounOf = (project: Project) => kindOf(project.dataset().preprocessing).noun;

/** @returns what was wrong with some of them */
async function givenLabels(
  project: Project,
  { labels, test }: RunAllRequest,
  dataRoot: string | null,
  services: Services,
): Promise<string[]> {
  const problems: string[] = [];
  if (test !== null) {
    const report = await testFromCsv(project, test, dataRoot, services);
    for (const problem of report.problems) problems.push(`${test}, ${problem}`);
    const moved =
      report.movedOutOfTraining > 0
        ? `; ${report.movedOutOfTraining} of them kept out of training`
        : '';
    services.reporter.note(`${report.labelled} labelled test ${nounOf(project).many}${moved}`);
  }
  if (labels !== null) {
    const report = await labelFromCsv(project, labels, dataRoot);
    for (const problem of report.problems) problems.push(`${labels}, ${problem}`);
    services.reporter.note(`${report.labelled} labels for training`);
  }
  return problems;
}

async function pretrainStep(
  project: Project,
  request: RunAllRequest,
  services: Services,
): Promise<PretrainOutcome> {
  const interrupted = await earlierPretraining(project, request, 'interrupted');
  if (interrupted !== undefined) return await resumePretraining(project, interrupted.id, services);
  const finished = await earlierPretraining(project, request, 'finished');
  if (finished !== undefined) {
    services.reporter.note(
      `Using run ${finished.id}: pretrained with the same settings on the same ${nounOf(project).many}. (Another --seed makes a new one.)`,
    );
    return outcomeOf(finished);
  }
  const method = request.method ?? usualMethod(project.dataset().spec.kind);
  services.reporter.note(`Pretraining without labels: ${method}`);
  return await pretrain(project, request, services);
}

function stopped(project: Project, runId: number): PretextError {
  return new PretextError('cancelled', `Stopped. Run ${runId} is saved.`, {
    remedy: 'Start the same again to go on, or resume the run.',
    next: { do: 'resume', project: project.dir, run: runId },
  });
}

function reportOf(
  project: Project,
  samples: RunAllReport['samples'],
  labels: RunAllReport['labels'],
  { runId, config, auto, result }: PretrainOutcome,
  finetuned: TuneOutcome | null,
  exports: ExportOutcome[],
  started: number,
): RunAllReport {
  return {
    project: project.dir,
    samples,
    labels,
    target: project.dataset().target,
    pretrain: {
      run: runId,
      method: config.method,
      chosen_because: auto?.reason ?? null,
      encoder: config.encoder,
      steps: result.steps,
      seconds: result.seconds,
      samples_per_second: result.samplesPerSecond,
      loss_first: result.lossFirst,
      loss_last: result.lossLast,
      knn: result.health.knn,
      embedding_std: result.health.embeddingStd,
      effective_rank: result.health.effectiveRank,
      verdict: result.verdict.sentence,
    },
    scores: shortScores(finetuned),
    best: finetuned?.result.best ?? null,
    recommended: finetuned && recommendedOf(finetuned),
    winner: finetuned && tuneSentence(finetuned),
    exports,
    suggestions: [],
    seconds: (Date.now() - started) / 1000,
  };
}

function shortScores(finetuned: TuneOutcome | null): RunAllReport['scores'] {
  if (finetuned === null) return null;
  return finetuned.target === 'number' ? shortErrors(finetuned) : shortAccuracies(finetuned);
}

function shortAccuracies({
  result: { scores },
}: Extract<TuneOutcome, { target: 'class' }>): Record<string, ClassScores> | null {
  if (scores === null) return null;
  return Object.fromEntries(
    Object.entries(scores).map(([kind, { accuracy, macroF1, accuracyInterval }]) => [
      kind,
      { accuracy, macro_f1: macroF1, interval: accuracyInterval },
    ]),
  );
}

function shortErrors({
  result: { scores },
}: Extract<TuneOutcome, { target: 'number' }>): Record<string, NumberScores> | null {
  if (scores === null) return null;
  return Object.fromEntries(
    Object.entries(scores).map(([kind, score]) => {
      const { rootMeanSquaredError: rmse, meanAbsoluteError: mae, r2 } = score;
      return [
        kind,
        {
          ...{ rmse: rmse.value, rmse_interval: rmse.interval },
          ...{ mae: mae.value, mae_interval: mae.interval },
          ...{ r2: r2.value, r2_interval: r2.interval },
        },
      ];
    }),
  );
}
