import { appendFileSync, existsSync, readFileSync } from 'node:fs';

/** Finished parts of a long benchmark, a line of JSON each, so that a run that was ended goes on. */
export class KeptOutcomes<Outcome> {
  readonly all: Outcome[];
  readonly #file: string;

  constructor(file: string) {
    this.#file = file;
    this.all = existsSync(file)
      ? readFileSync(file, 'utf8')
          .split('\n')
          .filter(Boolean)
          .map((line) => JSON.parse(line) as Outcome)
      : [];
  }

  add(outcome: Outcome): void {
    this.all.push(outcome);
    appendFileSync(this.#file, `${JSON.stringify(outcome)}\n`);
  }
}
