import path from 'node:path';
import { PretextError } from '../../shared/errors.ts';
import {
  connectedStrategyNames,
  laterStrategyNames,
  type SuggestionStrategyName,
} from '../../shared/suggestion-strategies.ts';
import type { JobSpec } from '../../shared/training.ts';
import { graphImages } from '../learn/finetune/pool-features.ts';
import { areFew } from '../learn/select/typical-then-doubtful.ts';
import type { RunRow } from '../store/runs.ts';
import { embeddedDigest } from '../training/embeddings-file.ts';
import { kindOf } from './data-kinds/registry.ts';
import { encoderOf, freshEmbeddings } from './embed.ts';
import { classesOf } from './known-labels.ts';
import type { Project } from './project.ts';
import { performJob, runDir } from './runs.ts';
import type { Services } from './services.ts';
import { trainingImages, trainingRows } from './training-images.ts';

export interface SuggestedSample {
  sampleId: number;
  path: string;
  /** Names of the classes that a classifier of the labels so far wavers between. */
  between: [string, string] | null;
}

export interface SuggestionChoice {
  strategy: SuggestionStrategyName;
  count: number;
  seed: number;
  /** Samples that were seen and passed over, or wait to be. */
  except?: ReadonlySet<number>;
}

/**
 * Samples to label; looks at the images with the run's encoder when that has not been done.
 * @throws {PretextError} `no-data` when the strategy needs labels of two classes and there are none
 */
export async function suggest(
  project: Project,
  run: RunRow,
  choice: SuggestionChoice,
  services: Services,
): Promise<SuggestedSample[]> {
  const dataset = project.dataset();
  const labels = project.store.labels.all(dataset.id, 'train');
  const classes = classesOf(project, dataset.id);
  if (laterStrategyNames.includes(choice.strategy) && classes.length < 2) {
    throw new PretextError(
      'no-data',
      dataset.target === 'number'
        ? `“${choice.strategy}” asks a classifier, and the labels of this project are numbers.`
        : `“${choice.strategy}” asks a classifier, and there are labels of ${classes.length === 0 ? 'no class' : 'one class'} so far.`,
      {
        remedy:
          dataset.target === 'number'
            ? 'Choose another strategy.'
            : `Label ${kindOf(dataset.preprocessing).noun.many} of two classes first, or choose another strategy.`,
      },
    );
  }
  const { count, seed, except = new Set() } = choice;
  const strategy = await strategyNow(project, choice.strategy, labels.length, classes.length);
  const { suggestions } = await performJob<'suggest'>(
    {
      kind: 'suggest',
      looksAt: await lookedAt(project, run, strategy, services),
      labelledIds: labels.map(({ sample_id: id }) => id),
      // Numbers say which samples are labelled, and nothing of classes.
      labels: labels.map(({ class_name: name }) => Math.max(0, classes.indexOf(name))),
      classes: dataset.target === 'number' ? Math.min(1, labels.length) : classes.length,
      strategy,
      count: count + except.size,
      seed,
    },
    services,
  );
  const suggested = suggestions.flatMap(({ sampleId, between }) => {
    const sample = project.store.samples.byId(sampleId);
    if (sample?.status !== 'ready' || except.has(sampleId)) return [];
    const names = between?.map((label) => classes[label] ?? '') as [string, string] | undefined;
    return [{ sampleId, path: sample.path, between: names ?? null }];
  });
  return suggested.slice(0, count);
}

/** Of very many images what hangs together knows some, and few of the labels: what these leave in doubt is asked of all embeddings. */
async function strategyNow(
  project: Project,
  strategy: SuggestionStrategyName,
  labels: number,
  classes: number,
): Promise<SuggestionStrategyName> {
  if (strategy !== 'auto' || areFew(labels, classes)) return strategy;
  const { samples } = await trainingImages(project);
  return samples.length > graphImages ? 'margin' : 'auto';
}

async function lookedAt(
  project: Project,
  run: RunRow,
  strategy: SuggestionStrategyName,
  services: Services,
): Promise<JobSpec<'suggest'>['looksAt']> {
  return connectedStrategyNames.includes(strategy)
    ? { kind: 'connected', file: await freshConnected(project, run, services) }
    : { kind: 'embeddings', file: await freshEmbeddings(project, run, services) };
}

function connectedFile(project: Project, run: RunRow): string {
  return path.join(runDir(project, run.id), 'connected.safetensors');
}

/** Whether a strategy can suggest at once: what hangs together among a run's images takes half a minute for 20,000, once. */
export async function isConnected(
  project: Project,
  run: RunRow,
  strategy: SuggestionStrategyName,
): Promise<boolean> {
  if (!connectedStrategyNames.includes(strategy)) return true;
  const { digest } = await trainingImages(project);
  return embeddedDigest(connectedFile(project, run)) === digest;
}

/** The file of what hangs together among the images that are there now; finds it when it has to. */
export async function freshConnected(
  project: Project,
  run: RunRow,
  services: Services,
): Promise<string> {
  const target = connectedFile(project, run);
  const { samples, rows, digest } = await trainingRows(project);
  if (embeddedDigest(target) === digest) return target;
  await performJob<'connect'>(
    {
      kind: 'connect',
      ...encoderOf(project, run),
      images: rows,
      sampleIds: samples.map(({ id }) => id),
      digest,
      target,
    },
    services,
  );
  return target;
}
