import type { LabelState } from '../../../shared/contract/labels.ts';
import type { PretextError } from '../../../shared/errors.ts';
import {
  defaultStrategyName,
  type SuggestionStrategyName,
} from '../../../shared/suggestion-strategies.ts';
import { call } from '../connection/connection.svelte.ts';
import { attempt, tell } from '../state/notices.ts';
import { toPretextError } from '../state/problems.ts';
import { texts } from '../texts/texts.svelte.ts';
import {
  advance,
  append,
  currentOf,
  emptyQueue,
  type Queue,
  seen,
  show,
  shuffled,
  skip,
  step,
  unskip,
  waiting,
} from './queue.ts';
import type { SampleLabels } from './sample-labels.ts';

/** Suggestions asked for at a time, and how few may be left before there are more. */
const [batch, few] = [24, 5];

/** Why a picture was suggested. */
export interface Reason {
  strategy: SuggestionStrategyName;
  /** Names of the two classes that a classifier wavers between, where one was asked. */
  between: [string, string] | null;
}

/** Labelling, picture by picture: what is shown, and what is on its way to the app. */
export class LabelSession {
  queue = $state.raw<Queue>(emptyQueue);
  loading = $state(false);
  /** Why there are no suggestions. */
  error = $state.raw<PretextError | null>(null);
  /** Whether there is nothing more to suggest. */
  exhausted = $state(false);
  /** What pictures are chosen by. */
  strategy = $state<SuggestionStrategyName>(defaultStrategyName);
  /** Why the last label was not saved. */
  failed = $state.raw<PretextError | null>(null);
  saving = $state(0);
  /** Labels saved since the screen was opened. */
  saved = $state(0);
  readonly current: number | null = $derived(currentOf(this.queue));
  readonly #project: string;
  readonly #run: number | null;
  readonly #labels: SampleLabels;
  /** Why pictures were suggested. */
  readonly #reasons = new Map<number, Reason>();
  readonly #isLabelled = (sample: number): boolean => this.#labels.of(sample) !== null;

  /** @param run whose embeddings choose the pictures; null takes them as they come */
  constructor(project: string, run: number | null, labels: SampleLabels) {
    this.#project = project;
    this.#run = run;
    this.#labels = labels;
  }

  get waiting(): number {
    return waiting(this.queue, this.#isLabelled);
  }

  /** Fills the queue when few are left. */
  async fill(): Promise<void> {
    if (this.loading || this.exhausted || this.waiting > few) return;
    this.loading = true;
    this.error = null;
    const { strategy } = this;
    try {
      const before = this.queue.samples.length;
      const suggested = await this.#suggested();
      // Another way of choosing was taken meanwhile.
      if (strategy !== this.strategy) {
        this.loading = false;
        return await this.fill();
      }
      await this.#append(suggested);
      if (this.queue.samples.length === before) await this.#append(await this.#unlabelled());
      this.exhausted = this.queue.samples.length === before;
    } catch (error) {
      this.error = toPretextError(error);
    }
    this.loading = false;
  }

  /** Chooses pictures another way from here on; those seen already stay. */
  use(strategy: SuggestionStrategyName): void {
    if (strategy === this.strategy) return;
    this.strategy = strategy;
    this.exhausted = false;
    this.queue = seen(this.queue);
    void this.fill();
  }

  /** Why the shown picture was suggested; null when it was not. */
  get reason(): Reason | null {
    return this.current === null ? null : (this.#reasons.get(this.current) ?? null);
  }

  /** Gives the shown picture a label and goes on; comes back to it when that cannot be saved. */
  async give(of: number): Promise<void> {
    const sample = this.current;
    if (sample === null) return;
    const saved = this.#save(sample, of);
    this.queue = advance(this.queue, this.#isLabelled);
    void this.fill();
    await saved;
  }

  /** Takes the shown picture's label back; of one without, the label of the one before. */
  async takeBack(): Promise<void> {
    const { current } = this;
    if (current === null || !this.#isLabelled(current)) this.move(-1);
    const sample = this.current;
    if (sample !== null && this.#isLabelled(sample)) await this.#save(sample, null);
  }

  skip(): void {
    this.queue = skip(this.queue, this.#isLabelled);
    void this.fill();
  }

  move(by: number): void {
    this.queue = step(this.queue, by);
  }

  show(sample: number): void {
    this.queue = show(this.queue, sample);
  }

  takeUpSkipped(): void {
    this.queue = unskip(this.queue);
  }

  async undo(): Promise<void> {
    await this.#turn('labels.undo', ({ redo }) => texts.t.label.undone(redo ?? ''));
  }

  async redo(): Promise<void> {
    await this.#turn('labels.redo', ({ undo }) => texts.t.label.redone(undo ?? ''));
  }

  /** @param message says what was turned: what the state afterwards offers to turn back */
  async #turn(
    name: 'labels.undo' | 'labels.redo',
    message: (state: LabelState) => string,
  ): Promise<void> {
    const answer = await attempt(() => call(name, { project: this.#project }));
    const [sample] = answer?.samples ?? [];
    if (answer === undefined || sample === undefined) return;
    tell(message(answer.state));
    if (this.queue.samples.includes(sample)) this.show(sample);
  }

  async #save(sample: number, of: number | null): Promise<void> {
    this.saving += 1;
    const settle = this.#labels.expect([sample], of);
    try {
      await this.#labels.save([sample], of);
      this.#labels.learn([sample], of);
      this.saved += 1;
      this.failed = null;
    } catch (error) {
      this.failed = toPretextError(error);
      this.show(sample);
    }
    settle();
    this.saving -= 1;
  }

  async #append(samples: Iterable<number>): Promise<void> {
    const atEnd = this.current === null;
    const fresh = [...samples].filter((sample) => !this.#isLabelled(sample));
    const { length } = this.queue.samples;
    this.queue = append(this.queue, fresh);
    if (atEnd) this.queue = { ...this.queue, position: length };
  }

  async #suggested(): Promise<number[]> {
    if (this.#run === null) return [];
    const { strategy } = this;
    const { suggestions } = await call('labels.suggest', {
      project: this.#project,
      run: this.#run,
      count: batch,
      strategy,
      // Not again what was skipped, nor what waits.
      except: Int32Array.from(this.queue.samples.filter((sample) => !this.#isLabelled(sample))),
    });
    for (const { sample, between } of suggestions) this.#reasons.set(sample, { strategy, between });
    return suggestions.map(({ sample }) => sample);
  }

  async #unlabelled(): Promise<Int32Array> {
    const { ids } = await call('data.ids', {
      project: this.#project,
      filter: { status: ['ready'], split: 'train', labelled: false },
      sort: { by: 'added', descending: false },
    });
    const known = new Set(this.queue.samples);
    return shuffled(ids.filter((id) => !known.has(id))).slice(0, 10 * batch);
  }
}
