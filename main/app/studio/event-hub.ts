import type { AppEvent } from '../../../shared/contract/events.ts';

/** Hands events to every window that listens. */
export class EventHub {
  readonly #listeners = new Set<(event: AppEvent) => void>();

  /** @returns a function that ends the listening */
  listen(listener: (event: AppEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  emit(event: AppEvent): void {
    for (const listener of this.#listeners) listener(event);
  }

  changed(project: string | null, ...what: Extract<AppEvent, { type: 'changed' }>['what'][]): void {
    for (const each of what) this.emit({ type: 'changed', project, what: each });
  }
}
