import type { PretrainChoices } from '../../../shared/contract/pretext.ts';

/** The advanced settings as they are written in fields; empty means the task's default. */
export interface SettingFields {
  encoder: string;
  optimizer: string;
  learningRate: string;
  weightDecay: string;
  batchSize: string;
  seed: string;
}
export type NumberField = 'learningRate' | 'weightDecay' | 'batchSize' | 'seed';

export const emptyFields: Readonly<SettingFields> = {
  encoder: '',
  optimizer: '',
  learningRate: '',
  weightDecay: '',
  batchSize: '',
  seed: '',
};

interface Rule {
  whole: boolean;
  min: number;
  max: number;
  /** Whether `min` itself is too small. */
  above?: boolean;
}

/** What the contract allows. */
export const rules: Readonly<Record<NumberField, Rule>> = {
  learningRate: { whole: false, min: 0, above: true, max: 100 },
  weightDecay: { whole: false, min: 0, max: 100 },
  batchSize: { whole: true, min: 2, max: 4096 },
  seed: { whole: true, min: 0, max: 2 ** 31 - 1 },
};
export const numberFields = Object.keys(rules) as NumberField[];

export type FieldProblem = 'number' | 'whole' | 'range';

interface Read {
  choices: Omit<PretrainChoices, 'task' | 'minutes' | 'steps'>;
  problems: Partial<Record<NumberField, FieldProblem>>;
}

/** The choices that the fields hold, and what is wrong with the others. */
export function readSettings(fields: SettingFields): Read {
  const read: Read = { choices: {}, problems: {} };
  if (fields.encoder !== '') read.choices.encoder = fields.encoder;
  if (fields.optimizer !== '') read.choices.optimizer = fields.optimizer;
  for (const name of numberFields) {
    const text = fields[name].trim();
    if (text === '') continue;
    const value = Number(text);
    const problem = problemOf(value, rules[name]);
    if (problem === null) read.choices[name] = value;
    else read.problems[name] = problem;
  }
  return read;
}

function problemOf(value: number, { whole, min, max, above = false }: Rule): FieldProblem | null {
  if (!Number.isFinite(value)) return 'number';
  if (whole && !Number.isInteger(value)) return 'whole';
  if (value > max || value < min || (above && value === min)) return 'range';
  return null;
}
