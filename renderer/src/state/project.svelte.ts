import { getContext, setContext } from 'svelte';
import type { ProjectState } from '../../../shared/contract/projects.ts';
import { type Query, query } from '../connection/query.svelte.ts';

const key = Symbol('project');

/** The open project, as its screens see it. */
export interface CurrentProject {
  readonly id: string;
  /** How far it is; null until it is known. */
  readonly state: ProjectState | null;
  readonly query: Query<'projects.get'>;
}

/** Makes the project known to all components below. */
export function provideProject(id: () => string): CurrentProject {
  const state = query('projects.get', () => ({ project: id() }), [
    'data',
    'labels',
    'runs',
    'exports',
    'projects',
  ]);
  const current: CurrentProject = {
    get id() {
      return id();
    },
    get state() {
      return state.data;
    },
    query: state,
  };
  setContext(key, current);
  return current;
}

/** The project whose screen this is in. */
export function useProject(): CurrentProject {
  return getContext<CurrentProject>(key);
}

/** As `useProject`, for parts that are also shown where there is none. */
export function maybeProject(): CurrentProject | undefined {
  return getContext<CurrentProject | undefined>(key);
}
