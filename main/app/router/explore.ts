import type { exploreCalls } from '../../../shared/contract/explore.ts';
import { computeMap, neighboursOf, savedMap } from '../explore.ts';
import { finishedRun, runById } from '../runs.ts';
import type { Handlers } from './handler.ts';

export const exploreHandlers: Handlers<keyof typeof exploreCalls> = {
  'explore.computeMap': ({ project: id, run: number }, studio) => {
    const { project } = studio.projects.get(id);
    const run = finishedRun(project, number, 'pretrain');
    const { job } = studio.startJob({
      kind: 'map',
      project: id,
      async work(services) {
        const { count } = await computeMap(project, run, services);
        studio.events.changed(id, 'map');
        return { kind: 'map', run: run.id, samples: count };
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
        clusters: map.clusters,
        clusterCount: map.clusterCount,
        outliers: map.outliers,
        missing: Math.max(0, now - map.sampleIds.length),
      },
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
