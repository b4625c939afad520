import type { Series } from '../../../shared/contract/runs.ts';
import type { Points } from './points.ts';

interface Point {
  name: string;
  step: number;
  value: number;
}

interface Growing {
  steps: number[];
  values: number[];
}

/** Longer ones lose every second of their points. */
const mostPoints = 20_000;

/** The measures of a run under way: what is on disk, and what has been told since. */
export class LiveSeries {
  readonly #byName = new Map<string, Growing>();

  /** As they are now, by name. The arrays go on growing. */
  snapshot(): ReadonlyMap<string, Points> {
    return new Map(Array.from(this.#byName, ([name, growing]) => [name, { ...growing }]));
  }

  /** Takes what is on disk; of what was told, the newer points stay. */
  load(series: readonly Series[]): void {
    for (const { name, steps, values } of series) {
      const told = this.#byName.get(name);
      const last = steps.at(-1) ?? Number.NEGATIVE_INFINITY;
      const known = told?.steps.findIndex((step) => step > last) ?? -1;
      const from = known < 0 ? (told?.steps.length ?? 0) : known;
      this.#byName.set(name, {
        steps: [...steps, ...(told?.steps.slice(from) ?? [])],
        values: [...values, ...(told?.values.slice(from) ?? [])],
      });
    }
  }

  /** Appends. A run that went back to a checkpoint forgets what came after it. */
  append(points: readonly Point[]): void {
    const first = points.find(({ name }) => name === 'loss')?.step ?? Number.POSITIVE_INFINITY;
    const reached = this.#byName.get('loss')?.steps.at(-1) ?? Number.NEGATIVE_INFINITY;
    if (first < reached) this.#forgetFrom(first);
    for (const { name, step, value } of points) {
      const growing = this.#byName.get(name) ?? { steps: [], values: [] };
      this.#byName.set(name, growing);
      const last = growing.steps.at(-1);
      if (last !== undefined && step < last) continue;
      if (step === last) growing.values[growing.values.length - 1] = value;
      else {
        growing.steps.push(step);
        growing.values.push(value);
      }
      if (growing.steps.length > mostPoints) halve(growing);
    }
  }

  #forgetFrom(step: number): void {
    for (const growing of this.#byName.values()) {
      const at = growing.steps.findIndex((each) => each >= step);
      if (at < 0) continue;
      growing.steps.length = at;
      growing.values.length = at;
    }
  }
}

/** Keeps every second point, and the last. */
function halve(growing: Growing): void {
  const last = growing.steps.length - 1;
  const isKept = (_: number, i: number): boolean => i % 2 === 0 || i === last;
  growing.steps = growing.steps.filter(isKept);
  growing.values = growing.values.filter(isKept);
}
