import { existsSync } from 'node:fs';
import path from 'node:path';
import { PretextError } from '../../shared/errors.ts';
import {
  type ClusterAlgorithmName,
  clusterAlgorithmNames,
  clusterAlgorithms,
} from '../learn/cluster/registry.ts';
import { permutation } from '../learn/data/seeded.ts';
import { type ClusterAgreement, clusterAgreement } from '../learn/evaluate/cluster-agreement.ts';
import type { RunRow } from '../store/runs.ts';
import { readClusters, type SavedClusters } from '../training/clusters-file.ts';
import { embeddedDigest } from '../training/embeddings-file.ts';
import { freshEmbeddings } from './embed.ts';
import { ifIntact } from './if-intact.ts';
import { classesOf } from './known-labels.ts';
import type { Project } from './project.ts';
import { performJob, runDir } from './runs.ts';
import type { Services } from './services.ts';

/** The same data give the same clusters. */
const seed = 1;
/** Labels that agreement is counted over: it is asked for at each new label, and more would hold the app up. */
const mostCompared = 20_000;

export interface ClusterRequest {
  algorithm: ClusterAlgorithmName;
  /** Null: as many as there are classes with labels, or what the data say. */
  count: number | null;
  /** Images that a cluster has at least; null: what suits their number. */
  smallest: number | null;
}

const defaultClusters: ClusterRequest = {
  algorithm: 'k-means',
  count: null,
  smallest: null,
};

function clustersFile(project: Project, runId: number): string {
  return path.join(runDir(project, runId), 'clusters.safetensors');
}

/**
 * Finds clusters of a run's embeddings, which are computed when they are not of the images that are there now. Those
 * found last are given back when they are of the same embeddings and settings.
 * @throws {PretextError} `bad-usage` for a setting that the algorithm does not have
 */
export async function findClusters(
  project: Project,
  run: RunRow,
  request: ClusterRequest,
  services: Services,
): Promise<SavedClusters> {
  const wanted = clusterSettings(project, request);
  const embeddings = await freshEmbeddings(project, run, services);
  const digest = embeddedDigest(embeddings);
  const before = ifIntact(() => savedClusters(project, run.id));
  if (
    before?.digest === digest &&
    before?.algorithm === request.algorithm &&
    before.chosenBy === wanted.chosenBy &&
    before.asked.count === wanted.count &&
    before.asked.smallest === wanted.smallest
  ) {
    return before;
  }
  const { algorithm } = request;
  const target = clustersFile(project, run.id);
  const spec = { kind: 'clusters', embeddings, algorithm, ...wanted, seed, target } as const;
  await performJob<'clusters'>(spec, services);
  return readClusters(target);
}

/** As the clusters that are there were asked for; unasked, when there are none. */
export function requestOf(saved: SavedClusters | null): ClusterRequest {
  const name = clusterAlgorithmNames.find((each) => each === saved?.algorithm);
  if (saved === null || name === undefined) return defaultClusters;
  const { count, smallest } = saved.asked;
  const byPerson = saved.chosenBy === 'person';
  return { algorithm: name, count: byPerson ? count : null, smallest: byPerson ? smallest : null };
}

/** The clusters found last; null when there are none. @throws {PretextError} `corrupt-file` */
export function savedClusters(project: Project, runId: number): SavedClusters | null {
  const file = clustersFile(project, runId);
  return existsSync(file) ? readClusters(file) : null;
}

interface LabelAgreement extends ClusterAgreement {
  /** Labels that it was measured on. */
  labels: number;
  classes: number;
}

export interface Agreement {
  /** Over all labelled images; those in no cluster count as one more cluster. */
  all: LabelAgreement;
  /** Over those in a cluster; null where all are, or their labels are of one class. */
  placed: LabelAgreement | null;
}

/**
 * How well clusters agree with the labels of now, some 20,000 of them where there are more; null while these are of fewer
 * than two classes, and where labels are numbers.
 */
export function agreementOf(
  project: Project,
  { sampleIds, assignment }: Pick<SavedClusters, 'sampleIds' | 'assignment'>,
): Agreement | null {
  const dataset = project.dataset();
  if (dataset.target === 'number') return null;
  const clusterOf = new Map(Array.from(sampleIds, (id, row) => [id, assignment[row] ?? -1]));
  const places = new Map<string, number>();
  const labels = project.store.labels.all(dataset.id, 'train');
  const labelled = drawn(labels).flatMap(({ sample_id: id, class_name: name }) => {
    const cluster = clusterOf.get(id);
    if (cluster === undefined) return [];
    const of = places.get(name) ?? places.size;
    places.set(name, of);
    return [{ cluster, of }];
  });
  const all = agreementOver(labelled);
  if (all === null) return null;
  const inside = labelled.filter(({ cluster }) => cluster >= 0);
  return { all, placed: inside.length === labelled.length ? null : agreementOver(inside) };
}

function drawn<T>(all: readonly T[]): readonly T[] {
  if (all.length <= mostCompared) return all;
  return Array.from(permutation(all.length, seed).subarray(0, mostCompared)).flatMap(
    (at) => all[at] ?? [],
  );
}

function agreementOver(labelled: { cluster: number; of: number }[]): LabelAgreement | null {
  const classes = new Set(labelled.map(({ of }) => of)).size;
  if (classes < 2) return null;
  const scores = clusterAgreement(
    labelled.map(({ cluster }) => cluster),
    labelled.map(({ of }) => of),
  );
  return { ...scores, labels: labelled.length, classes };
}

/** What a request comes to now. @throws {PretextError} `bad-usage` for a setting that the algorithm does not have */
export function clusterSettings(project: Project, { algorithm, count, smallest }: ClusterRequest) {
  const { takes, title } = clusterAlgorithms[algorithm];
  if ((takes !== 'count' && count !== null) || (takes !== 'smallest' && smallest !== null)) {
    throw new PretextError(
      'bad-usage',
      takes === 'count'
        ? `${title} has no smallest size of a cluster.`
        : `${title} finds by itself how many clusters there are.`,
      {
        remedy:
          takes === 'count'
            ? 'Say how many clusters it shall find, or nothing.'
            : 'Say how many samples a cluster has at least, or nothing.',
      },
    );
  }
  if (count !== null || smallest !== null) {
    return { count, smallest, chosenBy: 'person' } as const;
  }
  const classes = takes === 'count' ? classesOf(project, project.dataset().id).length : 0;
  return classes >= 2
    ? ({ count: classes, smallest, chosenBy: 'classes' } as const)
    : ({ count, smallest, chosenBy: 'data' } as const);
}
