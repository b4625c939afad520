import type { CallInput, CallName, CallOutput } from '../../../shared/contract/contract.ts';
import type { AppEvent } from '../../../shared/contract/events.ts';
import type { PretextError } from '../../../shared/errors.ts';
import { toPretextError } from '../state/problems.ts';
import { call, connection } from './connection.svelte.ts';

type Changed = Extract<AppEvent, { type: 'changed' }>['what'];

/** What a call answered last; it is asked again when its input or what it depends on changes. */
export class Query<Name extends CallName> {
  data = $state.raw<CallOutput<Name> | null>(null);
  error = $state.raw<PretextError | null>(null);
  loading = $state(false);
  readonly #name: Name;
  readonly #input: () => CallInput<Name> | null;
  #asked = 0;
  #again = false;

  constructor(name: Name, input: () => CallInput<Name> | null) {
    this.#name = name;
    this.#input = input;
  }

  /** Asks again. While an answer is on its way, once more after it. */
  async refresh(): Promise<void> {
    if (this.loading) {
      this.#again = true;
      return;
    }
    await this.ask(this.#input());
  }

  async ask(input: CallInput<Name> | null): Promise<void> {
    this.#asked += 1;
    const asked = this.#asked;
    if (input === null) {
      this.data = null;
      this.loading = false;
      return;
    }
    this.loading = true;
    try {
      const data = await call(this.#name, input);
      if (asked !== this.#asked) return;
      this.data = data;
      this.error = null;
    } catch (error) {
      if (asked !== this.#asked) return;
      this.error = toPretextError(error);
    }
    this.loading = false;
    if (!this.#again) return;
    this.#again = false;
    await this.refresh();
  }
}

/**
 * A query for as long as the component lives.
 * @param input reactive; null asks nothing
 * @param dependsOn changes of the app after which the answer is another
 */
export function query<Name extends CallName>(
  name: Name,
  input: () => CallInput<Name> | null,
  dependsOn: readonly Changed[] = [],
): Query<Name> {
  const result = new Query(name, input);
  // The text tells inputs apart: an equal one is not asked again.
  const asked = $derived(JSON.stringify(input()));
  $effect(() => {
    if (connection.state !== 'open' || connection.times === 0) return;
    const now = asked === 'null' ? null : (JSON.parse(asked) as CallInput<Name>);
    void result.ask(now);
  });
  $effect(() =>
    connection.listen((event) => {
      if (event.type === 'changed' && dependsOn.includes(event.what)) void result.refresh();
    }),
  );
  return result;
}
