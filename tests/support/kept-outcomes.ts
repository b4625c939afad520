import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import type { ClassifierKindName } from '../../shared/classifier-kinds.ts';

/** What classifiers made of one set of labels. */
interface KeptOutcome {
  kinds: readonly ClassifierKindName[];
  accuracies: Partial<Record<string, number>>;
}

/** Finished parts of a long benchmark, a line of JSON each, so that a run that was ended goes on. */
export class KeptOutcomes<Outcome extends KeptOutcome> {
  readonly #all: Outcome[];
  readonly #file: string;

  constructor(file: string) {
    this.#file = file;
    this.#all = existsSync(file)
      ? readFileSync(file, 'utf8')
          .split('\n')
          .filter(Boolean)
          .map((line) => JSON.parse(line) as Outcome)
      : [];
  }

  add(outcome: Outcome): void {
    this.#all.push(outcome);
    appendFileSync(this.#file, `${JSON.stringify(outcome)}\n`);
  }

  /** Whether one go at a set of labels tried all of some classifiers. */
  has(isOfSet: (outcome: Outcome) => boolean, kinds: readonly ClassifierKindName[]): boolean {
    return this.#all.some(
      (each) => isOfSet(each) && kinds.every((kind) => each.kinds.includes(kind)),
    );
  }

  /** What ran in several goes at a set of labels, of different classifiers, as one. @throws {TypeError} when nothing did */
  merged(isOfSet: (outcome: Outcome) => boolean): Outcome {
    return this.#all.filter(isOfSet).reduce((all, each) => ({
      ...each,
      accuracies: Object.assign({}, all.accuracies, each.accuracies),
    }));
  }
}
