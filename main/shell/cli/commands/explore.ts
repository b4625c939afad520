import type { Command } from 'commander';
import { findAnomalies } from '../../../app/anomalies.ts';
import { type Agreement, agreementOf, findClusters } from '../../../app/clusters.ts';
import type { Project } from '../../../app/project.ts';
import {
  type ClusterAlgorithmName,
  clusterAlgorithmNames,
} from '../../../learn/cluster/registry.ts';
import type { SavedClusters } from '../../../training/clusters-file.ts';
import {
  type CommonOptions,
  common,
  oneOf,
  perform,
  wholeNumber,
  withProject,
} from '../session.ts';
import { table } from '../tables.ts';
import { chosen } from './learn.ts';

const typicalShown = 3;

interface ClusterOptions extends CommonOptions {
  run?: number;
  algorithm: ClusterAlgorithmName;
  k?: number;
  smallest?: number;
}

export function addExplore(program: Command): void {
  common(
    program
      .command('clusters <project>')
      .description('groups of samples that the encoder finds alike')
      .option(
        '--algorithm <name>',
        clusterAlgorithmNames.join(' or '),
        oneOf(clusterAlgorithmNames),
        clusterAlgorithmNames[0],
      )
      .option(
        '--k <n>',
        'how many clusters (default: the classes, or what the data say)',
        wholeNumber,
      )
      .option('--smallest <n>', 'samples a cluster has at least, for hdbscan', wholeNumber)
      .option('--run <id>', 'which pretraining (default: the newest finished one)', wholeNumber),
  ).action(async (dir: string, options: ClusterOptions) => {
    await perform(options, async (services) => {
      return await withProject(dir, async (project) => {
        const run = chosen(project, options.run, 'pretrain');
        const { algorithm, k, smallest } = options;
        const request = { algorithm, count: k ?? null, smallest: smallest ?? null };
        const found = await findClusters(project, run, request, services);
        const clusters = members(project, found);
        const agreement = agreementOf(project, found);
        const noise = found.assignment.filter((cluster) => cluster < 0).length;
        const { count, chosenBy, tried } = found;
        return {
          json: {
            run: run.id,
            algorithm,
            count,
            chosen_by: chosenBy,
            tried,
            smallest: found.smallest,
            samples: found.sampleIds.length,
            in_no_cluster: noise,
            clusters,
            agreement,
          },
          text: [
            table(
              ['cluster', 'samples', 'typical'],
              clusters.map((each) => [
                String(each.cluster),
                String(each.size),
                each.typical.join('  '),
              ]),
            ),
            ...(noise > 0 ? [`${noise} samples in no cluster.`] : []),
            howMany(found),
            agreementText(agreement),
          ].join('\n'),
        };
      });
    });
  });
  common(
    program
      .command('anomalies <project>')
      .description('the most unusual samples, beside the usual ones nearest to them')
      .option('--count <n>', 'how many (default: 20)', wholeNumber)
      .option('--run <id>', 'which pretraining (default: the newest finished one)', wholeNumber),
  ).action(async (dir: string, options: CommonOptions & { count?: number; run?: number }) => {
    await perform(options, async (services) => {
      return await withProject(dir, async (project) => {
        const run = chosen(project, options.run, 'pretrain');
        const found = await findAnomalies(project, run, services);
        const row = new Map(Array.from(found.sampleIds, (id, at) => [id, at]));
        const pathOf = (id: number): string => project.store.samples.byId(id)?.path ?? '';
        const anomalies = Array.from(found.listed.slice(0, options.count ?? 20), (id, place) => ({
          path: pathOf(id),
          distance: found.distances[row.get(id) ?? -1] ?? 0,
          score: found.scores[row.get(id) ?? -1] ?? 0,
          nearest_usual: Array.from(
            found.usual.slice(place * found.usualCount, (place + 1) * found.usualCount),
            pathOf,
          ),
        }));
        return {
          json: { run: run.id, samples: found.sampleIds.length, anomalies },
          text: [
            table(
              ['unusual', 'distance', 'nearest usual ones'],
              anomalies.map((each) => [
                each.path,
                each.distance.toFixed(3),
                each.nearest_usual.join('  '),
              ]),
            ),
            'Distance: 1 − cosine similarity, mean over its nearest samples.',
          ].join('\n'),
        };
      });
    });
  });
}

/** Clusters, the largest first, each with its most typical images; counted from 1. */
function members(
  project: Project,
  { count, assignment, strengths, sampleIds }: SavedClusters,
): { cluster: number; size: number; typical: string[] }[] {
  const rows = Array.from({ length: count }, (): number[] => []);
  assignment.forEach((cluster, row) => {
    rows[cluster]?.push(row);
  });
  return rows
    .map((own, cluster) => ({
      cluster: cluster + 1,
      size: own.length,
      typical: own
        .toSorted((a, b) => (strengths[b] ?? 0) - (strengths[a] ?? 0))
        .slice(0, typicalShown)
        .map((row) => project.store.samples.byId(sampleIds[row] ?? 0)?.path ?? ''),
    }))
    .sort((a, b) => b.size - a.size);
}

function howMany({ chosenBy, count, tried, smallest }: SavedClusters): string {
  if (smallest !== null) return `${count} clusters of ${smallest} samples or more.`;
  if (chosenBy === 'classes') return `${count} clusters, as many as there are classes with labels.`;
  const best = tried.find((each) => each.count === count);
  if (chosenBy === 'person' || best === undefined) return `${count} clusters, as asked for.`;
  return `${count} clusters: of ${tried.map((each) => each.count).join(', ')} the number with the largest mean silhouette (${best.silhouette.toFixed(2)}).`;
}

function agreementText(agreement: Agreement | null): string {
  if (agreement === null) return 'Agreement with labels: needs labels of two classes at least.';
  const rows = [
    ['all labels', agreement.all] as const,
    ...(agreement.placed === null ? [] : [['those in a cluster', agreement.placed] as const]),
  ];
  return table(
    ['agreement with', 'labels', 'adjusted Rand', 'mutual information', 'above chance', 'purity'],
    rows.map(([over, scores]) => [
      over,
      String(scores.labels),
      scores.adjustedRand.toFixed(3),
      scores.mutualInformation.toFixed(3),
      scores.adjustedMutualInformation.toFixed(3),
      scores.purity.toFixed(3),
    ]),
  );
}
