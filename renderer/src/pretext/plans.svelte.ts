import { SvelteMap } from 'svelte/reactivity';
import type { Mix } from './chosen-task.ts';
import { emptyFields, type SettingFields } from './settings.ts';

/** What a person is about to start; kept while they look at other screens. */
export interface Plan {
  /** A task, `auto` or `mix`. Null until they choose: the recommended one. */
  task: string | null;
  /** Null until they change it: two that go together. */
  mix: Mix | null;
  /** Stop of the time slider; null: the recommended time. */
  stop: number | null;
  /** Whether the time is used to its end, however many passes that makes. */
  anyPasses: boolean;
  fields: SettingFields;
}

const plans = new SvelteMap<string, Plan>();
const untouched: Plan = {
  task: null,
  mix: null,
  stop: null,
  anyPasses: false,
  fields: { ...emptyFields },
};

export function planOf(project: string): Plan {
  return plans.get(project) ?? untouched;
}

export function changePlan(project: string, change: Partial<Plan>): void {
  plans.set(project, { ...planOf(project), ...change });
}
