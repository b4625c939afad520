import type { keptCalls } from '../../../shared/contract/kept.ts';
import { redo, undo } from '../edits.ts';
import { hasKeptLabels, keptLabels, keptSummaries, takeBackKept } from '../kept-labels.ts';
import { finishedRun } from '../runs.ts';
import { countedEdit } from './edit.ts';
import type { Handlers } from './handler.ts';

export const keptHandlers: Handlers<keyof typeof keptCalls> = {
  'kept.rounds': ({ project: id, run: number }, studio) => {
    const { project } = studio.projects.get(id);
    const run = finishedRun(project, number, 'finetune');
    const { edits, takenBack } = project.store;
    return {
      rounds: hasKeptLabels(project, run) ? keptSummaries(project, run) : null,
      takenBackSince: takenBack.since(run.created_at),
      undo: edits.toUndo('taken_back')?.title ?? null,
      redo: edits.toRedo('taken_back')?.title ?? null,
    };
  },
  'kept.page': ({ project: id, run: number, ...query }, studio) => {
    const { project } = studio.projects.get(id);
    const { total, labels } = keptLabels(project, finishedRun(project, number, 'finetune'), query);
    return { total, labels };
  },
  'kept.takeBack': ({ project: id, run: number, round, samples }, studio) =>
    countedEdit(studio, id, ['kept'], ({ project }) => {
      const run = finishedRun(project, number, 'finetune');
      return takeBackKept(project, run, round, Array.from(samples));
    }),
  'kept.undo': ({ project: id }, studio) =>
    countedEdit(studio, id, ['kept'], ({ project }) => undo(project, 'taken_back')),
  'kept.redo': ({ project: id }, studio) =>
    countedEdit(studio, id, ['kept'], ({ project }) => redo(project, 'taken_back')),
};
