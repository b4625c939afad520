import type { FromApp, Request } from './wire.ts';

/** What Electron's preload script offers the window, as `window.pretext`; a browser has none. */
export interface Bridge {
  send(request: Request): void;
  /** @returns a function that ends the listening */
  onMessage(listener: (message: FromApp) => void): () => void;
  /** Where a dropped file lies on this machine. `file` is a `File` of the window. */
  pathOf(file: unknown): string;
  /** Asks for one of the native menu's commands: `cheat-sheet`, `settings`, … */
  onCommand(listener: (command: string) => void): () => void;
}
