import type { resultsCalls } from '../../../shared/contract/results.ts';
import { computeCurve, savedCurve } from '../learning-curve.ts';
import { numberResultsOf, resultsOf, testPredictions, testValues } from '../results.ts';
import { finishedRun, runById } from '../runs.ts';
import type { Handlers } from './handler.ts';

export const resultsHandlers: Handlers<keyof typeof resultsCalls> = {
  'results.get': ({ project: id, run }, studio) => {
    const { project } = studio.projects.get(id);
    return resultsOf(project, finishedRun(project, run, 'finetune'));
  },
  'results.numbers': ({ project: id, run }, studio) => {
    const { project } = studio.projects.get(id);
    return numberResultsOf(finishedRun(project, run, 'finetune'));
  },
  'results.testValues': ({ project: id, run, kind }, studio) => {
    const { project } = studio.projects.get(id);
    return testValues(project, finishedRun(project, run, 'finetune'), kind);
  },
  'results.predictions': ({ project: id, run: number, offset, limit, kind, ...query }, studio) => {
    const { project } = studio.projects.get(id);
    const run = finishedRun(project, number, 'finetune');
    const shown = kind ?? resultsOf(project, run).recommended;
    const all = testPredictions(project, run, { ...query, kind: shown });
    return { kind: shown, total: all.length, predictions: all.slice(offset, offset + limit) };
  },
  'results.computeCurve': ({ project: id, run: number }, studio) => {
    const { project } = studio.projects.get(id);
    const run = finishedRun(project, number, 'pretrain');
    const { job } = studio.startJob({
      kind: 'curve',
      project: id,
      async work(services) {
        const { points } = await computeCurve(project, run, services);
        studio.events.changed(id, 'curve');
        return { kind: 'curve', run: run.id, points: points.length };
      },
    });
    return { job };
  },
  'results.curve': ({ project: id, run }, studio) => {
    const { project } = studio.projects.get(id);
    const curve = savedCurve(project, runById(project, run).id);
    if (curve === null) return { curve: null };
    const { points, classes, computedAt } = curve;
    return { curve: { target: classes === null ? 'number' : 'class', points, computedAt } };
  },
};
