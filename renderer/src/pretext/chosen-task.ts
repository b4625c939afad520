import type { PretextTaskInfo } from '../../../shared/contract/pretext.ts';
import { autoMethod } from '../../../shared/training.ts';

/** Two tasks at once. */
export interface Mix {
  first: string;
  second: string;
  /** Of the first, percent, 10…90. */
  percent: number;
}

/** Stands for a mix among the tasks that can be chosen. */
export const mixChoice = 'mix';

/** What a person is about to start. */
export interface ChosenTask {
  /** As the app knows it: `auto`, `simclr`, `simclr:0.7+rotation:0.3`. */
  method: string;
  /** Its settings where nothing else is chosen; null where trials choose the task. */
  task: PretextTaskInfo | null;
}

/** @param choice a task's name, `autoMethod` or `mixChoice`; null when it names none */
export function chosenTask(
  choice: string,
  mix: Mix,
  tasks: readonly PretextTaskInfo[],
): ChosenTask | null {
  if (choice === autoMethod) return { method: autoMethod, task: null };
  const byName = (name: string): PretextTaskInfo | undefined =>
    tasks.find((task) => task.name === name);
  if (choice === mixChoice) {
    const [first, second] = [byName(mix.first), byName(mix.second)];
    if (first === undefined || second === undefined || first === second) return null;
    return { method: mixMethod(mix), task: combined(first, second) };
  }
  const task = byName(choice) ?? tasks[0];
  return task === undefined ? null : { method: task.name, task };
}

export function mixMethod({ first, second, percent }: Mix): string {
  return `${first}:${percent / 100}+${second}:${(100 - percent) / 100}`;
}

/** A mix of two tasks that there are. @param preferred the first one, where it is there */
export function defaultMix(tasks: readonly PretextTaskInfo[], preferred: string): Mix {
  const names = tasks.filter(({ combines }) => combines).map(({ name }) => name);
  const first = names.find((name) => name === preferred) ?? names[0] ?? '';
  const others = partnersOf(first, tasks).map(({ name }) => name);
  // The two that differ most in what they ask for.
  const wanted = first === 'rotation' ? 'simclr' : 'rotation';
  return { first, second: others.find((name) => name === wanted) ?? others[0] ?? '', percent: 70 };
}

/**
 * The two parts of a mix, other than each other: choosing one that the other has swaps them, and one that the other cannot go with
 * takes the first that can.
 */
export function withPart(
  mix: Mix,
  part: 'first' | 'second',
  name: string,
  tasks: readonly PretextTaskInfo[],
): Mix {
  const other = part === 'first' ? 'second' : 'first';
  const partner = mix[other] === name ? mix[part] : mix[other];
  const partners = partnersOf(name, tasks).map((task) => task.name);
  const [first = partner] = partners;
  return { ...mix, [part]: name, [other]: partners.includes(partner) ? partner : first };
}

/** Tasks that can be combined with one: some encoder can be trained by both. */
function partnersOf(name: string, tasks: readonly PretextTaskInfo[]): PretextTaskInfo[] {
  const encoders = tasks.find((task) => task.name === name)?.encoders ?? [];
  return tasks.filter(
    (task) =>
      task.combines && task.name !== name && task.encoders.some((each) => encoders.includes(each)),
  );
}

/** Both tasks as one, with the settings that the app gives such a combination. */
function combined(a: PretextTaskInfo, b: PretextTaskInfo): PretextTaskInfo {
  const encoder = a.defaults.encoder ?? b.defaults.encoder;
  const lower = (name: 'learningRate' | 'weightDecay' | 'batchSize'): number =>
    Math.min(a.defaults[name], b.defaults[name]);
  return {
    name: mixChoice,
    title: `${a.title} + ${b.title}`,
    question: `${a.question} ${b.question}`,
    paper: `${a.paper}; ${b.paper}`,
    combines: false,
    encoders: a.encoders.filter((name) => b.encoders.includes(name)),
    defaults: {
      ...(encoder === undefined ? {} : { encoder }),
      optimizer: a.defaults.optimizer,
      learningRate: lower('learningRate'),
      weightDecay: lower('weightDecay'),
      batchSize: lower('batchSize'),
    },
  };
}
