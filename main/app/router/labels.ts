import type { LabelState, labelsCalls } from '../../../shared/contract/labels.ts';
import { PretextError } from '../../../shared/errors.ts';
import type { ClassRow } from '../../store/classes.ts';
import { classesIn, createClass, removeClass, renameClass } from '../classes.ts';
import { type Change, giveLabels, giveNumber, redo, undo } from '../edits.ts';
import { estimateSentence } from '../estimate-sentence.ts';
import { holdOut } from '../hold-out.ts';
import { labelFromCsv, testFromCsv } from '../label-data.ts';
import { savedCurve } from '../learning-curve.ts';
import { numbersOf } from '../number-label.ts';
import type { Project } from '../project.ts';
import { finishedRun } from '../runs.ts';
import type { OpenProject } from '../studio/open-projects.ts';
import type { Studio } from '../studio/studio.ts';
import { isConnected, suggest } from '../suggest.ts';
import { giveSettled, setTarget } from '../target.ts';
import { connecting } from './connecting.ts';
import { edit } from './edit.ts';
import type { Handlers } from './handler.ts';

export const labelsHandlers: Handlers<keyof typeof labelsCalls> = {
  'labels.setTarget': async ({ project: id, target }, studio) => {
    const open = studio.projects.get(id);
    await open.inTurn(() => {
      open.project.store.transaction(() => setTarget(open.project, target));
      return Promise.resolve();
    });
    studio.events.changed(id, 'labels', 'data');
    return {};
  },
  'labels.numbers': ({ project: id }, studio) => {
    const { project } = studio.projects.get(id);
    const dataset = project.datasetOrNull();
    if (dataset?.target !== 'number') return { samples: new Int32Array(), values: [] };
    const all = (['train', 'test'] as const).flatMap((split) => [
      ...numbersOf(project, dataset.id, split),
    ]);
    return {
      samples: Int32Array.from(all, ([sample]) => sample),
      values: all.map(([, value]) => value),
    };
  },
  'labels.giveNumber': ({ project, samples, value }, studio) =>
    labelEdit(studio, project, (open) => giveNumber(open.project, Array.from(samples), value)),
  'labels.classes': ({ project }, studio) => ({
    classes: classesIn(studio.projects.get(project).project).map(labelClass),
  }),
  'labels.createClass': ({ project, name }, studio) => {
    const created = createClass(studio.projects.get(project).project, name);
    studio.events.changed(project, 'labels');
    return labelClass(created);
  },
  'labels.renameClass': ({ project, class: id, name }, studio) => {
    const renamed = renameClass(studio.projects.get(project).project, id, name);
    studio.events.changed(project, 'labels');
    return labelClass(renamed);
  },
  'labels.removeClass': ({ project, class: id }, studio) => {
    removeClass(studio.projects.get(project).project, id);
    studio.events.changed(project, 'labels');
    return {};
  },
  'labels.give': ({ project, samples, class: id }, studio) =>
    labelEdit(studio, project, (open) => giveLabels(open.project, Array.from(samples), id)),
  'labels.undo': ({ project }, studio) =>
    labelEdit(studio, project, (open) => undo(open.project, 'labels')),
  'labels.redo': ({ project }, studio) =>
    labelEdit(studio, project, (open) => redo(open.project, 'labels')),
  'labels.state': ({ project }, studio) => stateOf(studio.projects.get(project).project),
  'labels.history': ({ project, limit }, studio) => ({
    edits: studio.projects
      .get(project)
      .project.store.edits.list('labels', limit)
      .map(({ id, title, samples, created_at: at, state }) => ({
        edit: id,
        title,
        samples,
        at,
        undone: state === 'undone',
      })),
  }),
  'labels.suggest': async ({ project: id, run: number, except, ...asked }, studio) => {
    const choice = { ...asked, except: new Set(except) };
    const { project } = studio.projects.get(id);
    const run = finishedRun(project, number, 'pretrain');
    if (!(await isConnected(project, run, choice.strategy))) {
      await connecting(studio, id, project, run);
    }
    const suggestions = await studio.quick((services) => suggest(project, run, choice, services));
    return {
      suggestions: suggestions.map(({ sampleId, between }) => ({ sample: sampleId, between })),
    };
  },
  'labels.import': ({ project: id, source, split }, studio) => {
    const { project } = studio.projects.get(id);
    project.dataset();
    const [csv] = studio.uploads.pathsOf([source]);
    if (csv === undefined) {
      throw new PretextError('bad-input', 'No file was sent.', { remedy: 'Drop a CSV file.' });
    }
    const { job } = studio.startJob({
      kind: 'labels',
      project: id,
      async work(services) {
        try {
          const { target: before } = project.dataset();
          const { labelled, problems } = await giveSettled(project, null, csv, () =>
            split === 'test'
              ? testFromCsv(project, csv, null, services)
              : labelFromCsv(project, csv, null),
          );
          const foundNumbers = project.dataset().target !== before;
          return { kind: 'labels', labelled, problems, foundNumbers };
        } finally {
          await studio.uploads.drop([source]);
          studio.events.changed(id, 'labels', 'data');
        }
      },
    });
    return { job };
  },
  'labels.holdOut': async ({ project: id, share, seed }, studio) => {
    const open = studio.projects.get(id);
    const moved = await open.inTurn(() => holdOut(open.project, share, seed));
    if (moved > 0) studio.events.changed(id, 'labels', 'data');
    return { moved };
  },
  'labels.estimate': ({ project: id, run }, studio) => {
    const { project } = studio.projects.get(id);
    const curve = savedCurve(project, run);
    const { target } = project.dataset();
    if (curve === null) {
      return {
        ...{ target, labels: 0, value: null, tenMore: null },
        sentence: 'Nothing can be said yet: compute the learning curve first.',
        stale: 0,
      };
    }
    const now = stateOf(project).labelledTrain;
    return {
      target,
      labels: curve.labels,
      value: curve.points.at(-1)?.value ?? null,
      tenMore: curve.tenMore,
      sentence: estimateSentence(target, curve.tenMore),
      stale: Math.max(0, now - curve.labels),
    };
  },
};

async function labelEdit(
  studio: Studio,
  id: string,
  work: (open: OpenProject) => Promise<Change>,
): Promise<{ changed: number; samples: Int32Array; state: LabelState }> {
  const { samples } = await edit(studio, id, ['labels'], work);
  return {
    changed: samples.length,
    samples: Int32Array.from(samples),
    state: stateOf(studio.projects.get(id).project),
  };
}

function stateOf(project: Project): LabelState {
  const { store } = project;
  const dataset = project.datasetOrNull();
  const counts = { labelledTrain: 0, labelledTest: 0, unlabelledTrain: 0 };
  for (const { status, split, labelled, count } of dataset === null
    ? []
    : store.lists.counts(dataset.id)) {
    if (status !== 'ready') continue;
    if (labelled === 1) counts[split === 'train' ? 'labelledTrain' : 'labelledTest'] += count;
    else if (split === 'train') counts.unlabelledTrain += count;
  }
  return {
    ...counts,
    undo: store.edits.toUndo('labels')?.title ?? null,
    redo: store.edits.toRedo('labels')?.title ?? null,
    given: store.edits.labelsGiven(),
  };
}

function labelClass({ id, name, train, test }: ClassRow) {
  return { class: id, name, train, test };
}
