import type { exploreCalls } from '../../../shared/contract/explore.ts';
import { clusterAlgorithms } from '../../learn/cluster/registry.ts';
import { clusterAlgorithmNamed } from '../../training/names.ts';
import { findAnomalies, savedAnomalies } from '../anomalies.ts';
import { agreementOf, clusterSettings, findClusters, savedClusters } from '../clusters.ts';
import { computeMap, neighboursOf, savedMap } from '../explore.ts';
import type { Project } from '../project.ts';
import { finishedRun, runById } from '../runs.ts';
import { trainingImages } from '../training-images.ts';
import type { Handlers } from './handler.ts';

export const exploreHandlers: Handlers<keyof typeof exploreCalls> = {
  'explore.computeMap': ({ project: id, run: number }, studio) => {
    const { project } = studio.projects.get(id);
    const run = finishedRun(project, number, 'pretrain');
    const { job } = studio.startJob({
      kind: 'map',
      project: id,
      async work(services) {
        try {
          const { count } = await computeMap(project, run, services);
          return { kind: 'map', run: run.id, samples: count };
        } finally {
          // A cancelled one has kept what was finished.
          studio.events.changed(id, 'map', 'clusters', 'anomalies');
        }
      },
    });
    return { job };
  },
  'explore.map': ({ project: id, run: number }, studio) => {
    const { project } = studio.projects.get(id);
    const run = runById(project, number);
    const map = savedMap(project, run.id);
    if (map === null) return { map: null };
    const now = project.store.lists.count(run.dataset_id, { status: ['ready'], split: 'train' });
    return {
      map: {
        run: run.id,
        ids: map.sampleIds,
        coordinates: map.coordinates,
        missing: Math.max(0, now - map.sampleIds.length),
      },
    };
  },
  'explore.algorithms': () => ({
    algorithms: Object.entries(clusterAlgorithms).map(([name, { title, summary, takes }]) => ({
      name,
      title,
      summary,
      takes,
    })),
  }),
  'explore.findClusters': ({ project: id, run: number, algorithm, count, smallest }, studio) => {
    const { project } = studio.projects.get(id);
    const run = finishedRun(project, number, 'pretrain');
    const request = { algorithm: clusterAlgorithmNamed(algorithm), count, smallest };
    clusterSettings(project, request); // what is wrong with them is said before anything starts
    const { job } = studio.startJob({
      kind: 'clusters',
      project: id,
      async work(services) {
        const found = await findClusters(project, run, request, services);
        studio.events.changed(id, 'clusters');
        return { kind: 'clusters', run: run.id, clusters: found.count };
      },
    });
    return { job };
  },
  'explore.clusters': async ({ project: id, run: number }, studio) => {
    const { project } = studio.projects.get(id);
    const run = runById(project, number);
    const saved = savedClusters(project, run.id);
    if (saved === null) return { clusters: null };
    const { sampleIds: ids, asked: _, seed: _seed, digest, ...clusters } = saved;
    return {
      clusters: { ...clusters, ids, run: run.id, outdated: await isOutdated(project, digest) },
    };
  },
  'explore.agreement': ({ project: id, run: number }, studio) => {
    const { project } = studio.projects.get(id);
    const clusters = savedClusters(project, runById(project, number).id);
    return { agreement: clusters === null ? null : agreementOf(project, clusters) };
  },
  'explore.findAnomalies': ({ project: id, run: number }, studio) => {
    const { project } = studio.projects.get(id);
    const run = finishedRun(project, number, 'pretrain');
    const { job } = studio.startJob({
      kind: 'anomalies',
      project: id,
      async work(services) {
        const { sampleIds } = await findAnomalies(project, run, services);
        studio.events.changed(id, 'anomalies');
        return { kind: 'anomalies', run: run.id, samples: sampleIds.length };
      },
    });
    return { job };
  },
  'explore.anomalies': async ({ project: id, run: number }, studio) => {
    const { project } = studio.projects.get(id);
    const run = runById(project, number);
    const saved = savedAnomalies(project, run.id);
    if (saved === null) return { anomalies: null };
    const { sampleIds: ids, digest, ...anomalies } = saved;
    return {
      anomalies: { ...anomalies, ids, run: run.id, outdated: await isOutdated(project, digest) },
    };
  },
  'explore.neighbours': async ({ project: id, run: number, sample, count }, studio) => {
    const { project } = studio.projects.get(id);
    const run = finishedRun(project, number, 'pretrain');
    const found = await studio.quick((services) =>
      neighboursOf(project, run, sample, count, services),
    );
    return {
      neighbours: found.map(({ sampleId, similarity }) => ({ sample: sampleId, similarity })),
    };
  },
};

/** Whether what was computed is not of the images that are there now. */
async function isOutdated(project: Project, digest: string): Promise<boolean> {
  return (await trainingImages(project)).digest !== digest;
}
