import { existsSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { PretextError } from '../../shared/errors.ts';
import type { JobSpec } from '../../shared/training.ts';
import { hasChanged } from '../learn/selftrain/has-changed.ts';
import type { RunRow } from '../store/runs.ts';
import type { PackedSampleRow } from '../store/samples.ts';
import { type KeptRound, keptLabelsFile, readKeptLabels } from '../training/kept-labels-file.ts';
import { type Change, takeBack } from './edits.ts';
import { LastRead } from './last-read.ts';
import type { Project } from './project.ts';
import { runDir } from './runs.ts';

/** Labels that self-training kept: looking at them, and taking them back. */

const configSchema = z.object({ classes: z.array(z.string()), classIds: z.array(z.int()) });

const lastRounds = new LastRead((file) => readKeptLabels(path.dirname(file)));

type RecordedRun = Pick<RunRow, 'id' | 'config'>;

/** Whether a run kept labels: those without self-training and of earlier versions did not. */
export function hasKeptLabels(project: Project, run: RunRow): boolean {
  return existsSync(keptLabelsFile(runDir(project, run.id)));
}

/** Rounds of a run, the first first. @throws {PretextError} `no-data`, `corrupt-file` */
function roundsOf(project: Project, run: RecordedRun): KeptRound[] {
  const rounds = lastRounds.of(keptLabelsFile(runDir(project, run.id)));
  if (rounds === undefined) {
    throw new PretextError('no-data', `Run ${run.id} kept no labels.`, {
      remedy: 'Fine-tune again with self-training.',
    });
  }
  return rounds;
}

/** @param round from 1 on; the last when left out */
function roundOf(project: Project, run: RunRow, round?: number): { at: number; kept: KeptRound } {
  const rounds = roundsOf(project, run);
  const at = round ?? rounds.length;
  const kept = rounds[at - 1];
  if (kept !== undefined) return { at, kept };
  throw new PretextError('not-found', `Run ${run.id} has no round ${at} of self-training.`, {
    remedy: `Choose one from 1 to ${rounds.length}.`,
  });
}

/** The classes of a run: their names when it was trained, and their ids. */
function classesOfRun(run: RecordedRun): { classes: string[]; classIds: number[] } {
  const config = configSchema.safeParse(JSON.parse(run.config));
  if (config.success) return config.data;
  throw new PretextError('corrupt-file', `The record of run ${run.id} is damaged.`, {
    remedy: 'Fine-tune again.',
  });
}

const isChanged = ({ labels, before }: KeptRound, i: number): boolean =>
  hasChanged(labels[i] ?? -1, calledBefore(before[i]));

/** @param before as it is in the file */
const calledBefore = (before = -1): number | null => (before < 0 ? null : before);

export interface KeptSummary {
  /** Labels of each class, in the order of the run's. */
  perClass: number[];
  /** Those that have changed, see `hasChanged`. */
  changed: number;
}

/** What each round kept. @throws {PretextError} `no-data`, `corrupt-file` */
export function keptSummaries(project: Project, run: RecordedRun): KeptSummary[] {
  const { classes } = classesOfRun(run);
  return roundsOf(project, run).map((kept) => {
    const perClass = classes.map(() => 0);
    let changed = 0;
    kept.labels.forEach((label, i) => {
      perClass[label] = (perClass[label] ?? 0) + 1;
      if (isChanged(kept, i)) changed += 1;
    });
    return { perClass, changed };
  });
}

export interface KeptQuery {
  /** From 1 on; the last when left out. */
  round?: number | undefined;
  /** Index of a class; any when left out. */
  class?: number | undefined;
  onlyChanged: boolean;
  order: 'least-sure' | 'surest';
  offset: number;
  limit: number;
}

/** A label that self-training kept. */
export interface KeptLabel {
  sample: number;
  path: string;
  /** Indices of the run's classes; `before` is null in the first round. */
  class: number;
  before: number | null;
  sureness: number;
  takenBack: boolean;
  /** The label that a person has given it by now. */
  now: string | null;
}

/** Some of the labels that a round kept. @throws {PretextError} `no-data`, `not-found`, `corrupt-file` */
export function keptLabels(
  project: Project,
  run: RunRow,
  query: KeptQuery,
): { round: number; classes: string[]; total: number; labels: KeptLabel[] } {
  const { store } = project;
  const { classes, classIds } = classesOfRun(run);
  const { at, kept } = roundOf(project, run, query.round);
  // Kept surest first.
  const places = Array.from(kept.labels.keys()).filter(
    (i) =>
      (query.class === undefined || kept.labels[i] === query.class) &&
      (!query.onlyChanged || isChanged(kept, i)),
  );
  if (query.order === 'least-sure') places.reverse();
  const labels = places.slice(query.offset, query.offset + query.limit).map((i) => {
    const sample = kept.sampleIds[i] ?? 0;
    const label = kept.labels[i] ?? 0;
    return {
      sample,
      path: store.samples.byId(sample)?.path ?? '',
      class: label,
      before: calledBefore(kept.before[i]),
      sureness: kept.sureness[i] ?? 0,
      takenBack: store.takenBack.has(sample, classIds[label] ?? 0),
      now: store.labels.of(sample),
    };
  });
  return { round: at, classes, total: places.length, labels };
}

/**
 * Takes back labels that a round kept: fine-tuning does not keep them again. Another class of these samples may be.
 * @throws {PretextError} `not-found` for a sample that the round kept no label of; then nothing is taken back
 */
export async function takeBackKept(
  project: Project,
  run: RunRow,
  round: number | undefined,
  samples: readonly number[],
): Promise<Change> {
  const { classIds } = classesOfRun(run);
  const { at, kept } = roundOf(project, run, round);
  const place = new Map(Array.from(kept.sampleIds, (id, i) => [id, i]));
  const classOf = new Map<number, number>();
  for (const sample of samples) {
    const classId = classIds[kept.labels[place.get(sample) ?? -1] ?? -1];
    if (classId === undefined) {
      const name = project.store.samples.byId(sample)?.path ?? `sample ${sample}`;
      throw new PretextError(
        'not-found',
        `Round ${at} of run ${run.id} kept no label of ${name}.`,
        {
          remedy: 'Choose one of those that it kept.',
        },
      );
    }
    classOf.set(sample, classId);
  }
  return await takeBack(project, classOf);
}

/** What was taken back, for training: rows of the images, and indices of the classes. */
export function takenBackRows(
  project: Project,
  samples: readonly PackedSampleRow[],
  classIds: readonly number[],
): JobSpec<'compare'>['takenBack'] {
  const taken = project.store.takenBack.all();
  if (taken.length === 0) return [];
  const rowOf = new Map(samples.map(({ id }, row) => [id, row]));
  return taken.flatMap(({ sample_id: sample, class_id: classId }) => {
    const row = rowOf.get(sample);
    const label = classIds.indexOf(classId);
    return row === undefined || label < 0 ? [] : [{ row, label }];
  });
}
