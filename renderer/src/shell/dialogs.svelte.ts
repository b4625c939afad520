import type { DialogName } from './commands.ts';

/** Which dialog of the frame is open: those that can be asked for on every screen. */
class Dialogs {
  #open = $state<DialogName | null>(null);

  show(name: DialogName): void {
    this.#open = name;
  }

  close(): void {
    this.#open = null;
  }

  /** @returns the state of a dialog, to be bound */
  isOpen = (name: DialogName): boolean => this.#open === name;

  set(name: DialogName, open: boolean): void {
    if (open) this.#open = name;
    else if (this.#open === name) this.#open = null;
  }
}

export const dialogs = new Dialogs();
