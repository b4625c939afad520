import type { RunSummary } from '../../../shared/contract/runs.ts';
import { query } from '../connection/query.svelte.ts';
import { addressOf, goTo, route, type ScreenName } from '../state/route.svelte.ts';

/** Which pretraining a screen looks through: the one in the address, else the newest that is done. */
export class ChosenRun {
  readonly query;
  readonly #project: () => string;
  readonly #screen: ScreenName;

  /** Newest first. */
  readonly all: readonly RunSummary[] = $derived.by(() => this.query.data?.runs ?? []);
  readonly run: number | null = $derived.by(() => {
    const wanted = route.number('run');
    return (this.all.find(({ run }) => run === wanted) ?? this.all[0])?.run ?? null;
  });

  constructor(project: () => string, screen: ScreenName) {
    this.#project = project;
    this.#screen = screen;
    this.query = query(
      'runs.list',
      () => ({ project: project(), kind: 'pretrain', status: 'finished' }),
      ['runs'],
    );
  }

  choose(run: number): void {
    goTo(addressOf(this.#project(), this.#screen, { run }));
  }
}
