import { existsSync } from 'node:fs';
import path from 'node:path';
import type { ProjectSummary, projectsCalls } from '../../../shared/contract/projects.ts';
import { PretextError } from '../../../shared/errors.ts';
import type { RunRow } from '../../store/runs.ts';
import { classesIn } from '../classes.ts';
import { canBeUsed } from '../go-on.ts';
import type { Project } from '../project.ts';
import { checkpointFiles } from '../runs.ts';
import { importSample, sampleProjectFolder } from '../sample-project.ts';
import type { OpenProject } from '../studio/open-projects.ts';
import { recentOf } from '../studio/recent-of.ts';
import type { RecentProject } from '../studio/recent-projects.ts';
import type { Studio } from '../studio/studio.ts';
import { importResult } from './data.ts';
import type { Handlers } from './handler.ts';

export const projectsHandlers: Handlers<keyof typeof projectsCalls> = {
  'projects.list': (_, studio) => ({
    projects: studio.recent.all().map((recent) => summaryOf(recent, studio)),
  }),
  'projects.get': ({ project: id }, studio) => {
    const open = studio.projects.get(id);
    const { store } = open.project;
    const dataset = open.project.datasetOrNull();
    const state = { train: 0, test: 0, labelledTrain: 0, labelledTest: 0, classes: 0 };
    if (dataset !== null) {
      for (const { status, split, labelled, count } of store.lists.counts(dataset.id)) {
        if (status !== 'ready') continue;
        state[split] += count;
        if (labelled === 1) state[split === 'train' ? 'labelledTrain' : 'labelledTest'] += count;
      }
      state.classes = classesIn(open.project).filter(({ train }) => train > 0).length;
    }
    const runs = store.runs.all();
    const finished = (kind: 'pretrain' | 'finetune'): number[] =>
      runs.filter((run) => run.kind === kind && run.status === 'finished').map((run) => run.id);
    const [pretrained, finetuned] = [finished('pretrain'), finished('finetune')];
    return {
      ...ofOpen(open, studio),
      ...state,
      pretrainRuns: pretrained.length,
      finetuneRuns: finetuned.length,
      exports: store.models.exports().length,
      latestPretrain: pretrained.at(-1) ?? null,
      endedEarly: pretrained.length > 0 ? null : endedEarly(open.project, runs),
      latestFinetune: finetuned.at(-1) ?? null,
      target: dataset?.target ?? 'class',
      clipFrames: dataset?.spec.kind === 'video' ? dataset.spec.frames : null,
    };
  },
  'projects.create': ({ name, folder }, studio) => {
    const dir = path.join(folder ?? studio.settings.projectsFolder, fileNameOf(name));
    const open = studio.createProject(dir);
    open.project.store.rename(name);
    studio.recent.update(recentOf(open, studio.recent));
    return ofOpen(open, studio);
  },
  'projects.open': (input, studio) => {
    const dir = 'path' in input ? input.path : studio.recent.byId(input.project)?.path;
    if (dir === undefined) {
      throw new PretextError('not-found', 'This project is not in the list any more.', {
        remedy: 'Open its folder.',
      });
    }
    return ofOpen(studio.openProject(dir), studio);
  },
  'projects.close': ({ project }, studio) => {
    studio.closeProject(project);
    return {};
  },
  'projects.forget': ({ project }, studio) => {
    studio.forgetProject(project);
    return {};
  },
  'projects.rename': ({ project, name }, studio) => {
    const open = studio.projects.get(project);
    open.project.store.rename(name);
    studio.recent.update(recentOf(open, studio.recent));
    studio.events.changed(null, 'projects');
    return ofOpen(open, studio);
  },
  'projects.createSample': ({ sample = 'clothes', withLabels, folder }, studio) => {
    const open = studio.createProject(
      sampleProjectFolder(sample, folder ?? studio.settings.projectsFolder),
    );
    const { job } = studio.startJob({
      kind: 'import',
      project: open.id,
      async work(services) {
        const report = await importSample(open.project, sample, withLabels, services);
        studio.events.changed(open.id, 'data', 'labels');
        return importResult(report);
      },
    });
    return { project: ofOpen(open, studio), job };
  },
};

/** The newest run that can be used as it is. @param runs oldest first */
function endedEarly(project: Project, runs: readonly RunRow[]): number | null {
  return runs.findLast((run) => canBeUsed(run, checkpointFiles(project, run.id)))?.id ?? null;
}

function ofOpen(open: OpenProject, studio: Studio): ProjectSummary {
  return summaryOf(recentOf(open, studio.recent), studio);
}

function summaryOf(recent: RecentProject, studio: Studio): ProjectSummary {
  return {
    ...recent,
    open: studio.projects.has(recent.project),
    missing: !existsSync(path.join(recent.path, 'project.db')),
  };
}

/** A name as a folder's: what some system does not allow in one is left out. */
function fileNameOf(name: string): string {
  const plain = name.replace(/[<>:"/\\|?*]+/g, ' ').replace(/^[. ]+|[. ]+$/g, '');
  return plain === '' ? 'Project' : plain;
}
