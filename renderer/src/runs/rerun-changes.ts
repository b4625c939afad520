import type { PretextTaskInfo, PretrainChoices } from '../../../shared/contract/pretext.ts';
import type { RunDetails } from '../../../shared/contract/runs.ts';
import { numberFields, readSettings, type SettingFields } from '../pretext/settings.ts';

type Config = RunDetails['config'];
type Changes = Partial<PretrainChoices>;

/** What a dialog to run a run again holds. */
export interface RerunForm {
  task: string;
  /** One of them, as the run had it. */
  minutes: number | null;
  steps: number | null;
  fields: SettingFields;
}

/** The form, filled with a run's settings. */
export function formOf(config: Config): RerunForm {
  const text = (name: string): string => {
    const value = config[name] ?? null;
    return value === null ? '' : String(value);
  };
  const number = (name: string): number | null => {
    const value = config[name];
    return typeof value === 'number' ? value : null;
  };
  return {
    task: text('method'),
    minutes: number('budget.minutes'),
    steps: number('budget.steps'),
    fields: {
      encoder: text('encoder'),
      optimizer: text('optimizer'),
      learningRate: text('learningRate'),
      weightDecay: text('weightDecay'),
      batchSize: text('batchSize'),
      seed: text('seed'),
    },
  };
}

/** The fields for another task: its own best settings, but the same encoder and seed. */
export function fieldsForOtherTask(fields: SettingFields): SettingFields {
  return { ...fields, optimizer: '', learningRate: '', weightDecay: '', batchSize: '' };
}

/**
 * What differs from the run. An empty field means the task's default; of another task that needs no saying.
 * @param defaults of the task in the form
 */
export function changesOf(
  config: Config,
  form: RerunForm,
  defaults: PretextTaskInfo['defaults'] | null,
): Changes {
  const before = formOf(config);
  const otherTask = form.task !== before.task;
  const { choices } = readSettings(form.fields);
  const changes: Changes = {};
  if (otherTask) changes.task = form.task;
  if (form.minutes !== null && form.minutes !== before.minutes) changes.minutes = form.minutes;
  if (form.steps !== null && form.steps !== before.steps) changes.steps = form.steps;
  if (choices.encoder !== undefined && choices.encoder !== before.fields.encoder) {
    changes.encoder = choices.encoder;
  }
  const optimizer = choices.optimizer ?? (otherTask ? undefined : defaults?.optimizer);
  if (optimizer !== undefined && (otherTask || optimizer !== before.fields.optimizer)) {
    changes.optimizer = optimizer;
  }
  for (const name of numberFields) {
    const byDefault = name === 'seed' ? 1 : defaults?.[name];
    const value = choices[name] ?? (otherTask ? undefined : byDefault);
    const kept = otherTask && name !== 'seed' ? undefined : config[name];
    if (value !== undefined && value !== kept) changes[name] = value;
  }
  return changes;
}
