/**
 * What the native menu asks the window for, by `Bridge.onCommand`. A command that makes no sense on the screen
 * shown (undo at home) does nothing.
 */
export const menuCommands = [
  'new-project',
  'open-project',
  'import-data',
  'undo',
  'redo',
  'home',
  'settings',
  'cheat-sheet',
  'glossary',
] as const;

/** Beside the menu's: shows a project that the shell has opened, by its id. */
export type WindowCommand = (typeof menuCommands)[number] | `project:${string}`;
