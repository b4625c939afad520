import { SvelteMap } from 'svelte/reactivity';

interface Shortcut {
  /** As shown: `Ctrl Z`, `1 – 9`, `?`. The last part is the key; `Ctrl` is ⌘ on a Mac too. */
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
    const wanted = event.ctrlKey || event.metaKey ? 'Ctrl ' : '';
    for (const shortcuts of this.#groups.values()) {
      const found = shortcuts.find(
        ({ keys, run }) => run !== undefined && matches(keys, wanted, event),
      );
      if (found === undefined) continue;
      event.preventDefault();
      found.run?.();
      return;
    }
  }
}

function matches(keys: string, wanted: string, event: KeyboardEvent): boolean {
  const shift = keys.includes('Shift ');
  if (shift !== event.shiftKey && event.key.length > 1) return false;
  if (/^[a-z]$/i.test(event.key) && shift !== event.shiftKey) return false;
  const plain = keys.replace('Shift ', '');
  return plain.toLowerCase() === `${wanted}${event.key}`.toLowerCase();
}

/** Keys belong to a field that is being written in, and to an open dialog. */
function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.closest('[role="dialog"], [role="menu"], [role="listbox"][data-state]') !== null) {
    return true;
  }
  return target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
}

export const shortcuts = new Shortcuts();
