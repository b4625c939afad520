import type { OpenProject } from './open-projects.ts';
import type { RecentProject, RecentProjects } from './recent-projects.ts';

const previewed = 8;

/** What the list of projects says of an open one. */
export function recentOf({ id, project }: OpenProject, recent: RecentProjects): RecentProject {
  const { store } = project;
  const dataset = project.datasetOrNull();
  const ready = { status: ['ready'] } as const;
  const samples = dataset === null ? 0 : store.lists.count(dataset.id, ready);
  const previewSamples = dataset === null ? [] : store.lists.spread(dataset.id, ready, previewed);
  const run = store.runs.last();
  return {
    project: id,
    name: project.name,
    path: project.dir,
    openedAt: recent.byId(id)?.openedAt ?? new Date().toISOString(),
    samples,
    dataKind: dataset?.spec.kind ?? null,
    previewSamples,
    lastRun:
      run === undefined
        ? null
        : { run: run.id, kind: run.kind, status: run.status, createdAt: run.created_at },
  };
}
