import { SvelteMap } from 'svelte/reactivity';
import { matchesKeys } from './keys.ts';

interface Shortcut {
  /** `Ctrl Z`, `1 – 9`, `?`: see `keys.ts`. */
  keys: string;
  label: string;
  /** Left out for keys that a part of the screen listens to itself. */
  run?: () => void;
}

/** What the keyboard does now; the cheat sheet lists it. */
class Shortcuts {
  readonly #groups = new SvelteMap<string, readonly Shortcut[]>();

  get groups(): { name: string; shortcuts: readonly Shortcut[] }[] {
    return [...this.#groups].map(([name, shortcuts]) => ({ name, shortcuts }));
  }

  /** @param group a screen's name @returns a function that takes them away */
  add(group: string, shortcuts: readonly Shortcut[]): () => void {
    this.#groups.set(group, shortcuts);
    return () => this.#groups.delete(group);
  }

  press(event: KeyboardEvent): void {
    if (event.defaultPrevented || event.altKey || isTyping(event.target)) return;
    if (this.#runFirst((keys) => matchesKeys(keys, event))) event.preventDefault();
  }

  /** Does what these keys do on the screen shown, if anything. */
  run(keys: string): void {
    this.#runFirst((each) => each === keys);
  }

  #runFirst(isMeant: (keys: string) => boolean): boolean {
    for (const shortcuts of this.#groups.values()) {
      const found = shortcuts.find(({ keys, run }) => run !== undefined && isMeant(keys));
      if (found === undefined) continue;
      found.run?.();
      return true;
    }
    return false;
  }
}

/** Keys belong to a field that is being written in, and to an open dialog. */
export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.closest('[role="dialog"], [role="menu"], [role="listbox"][data-state]') !== null) {
    return true;
  }
  return target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
}

export const shortcuts = new Shortcuts();
