import type { WindowCommand } from '../../../shared/contract/commands.ts';

/** Dialogs that can be asked for on every screen. */
export type DialogName = 'shortcuts' | 'glossary' | 'new-project' | 'open-project' | 'import-data';

/** What the window does about a command. */
export type Step =
  | { do: 'show-dialog'; dialog: DialogName }
  /** Shows a screen outside projects. */
  | { do: 'go'; to: 'home' | 'settings' }
  /** Shows a project's data; `importing` asks what to import there. */
  | { do: 'go-to-data'; project: string; importing: boolean }
  /** As if these keys were pressed: the screen shown knows what they do. */
  | { do: 'press'; keys: string; edit: 'undo' | 'redo' };

const steps: Readonly<Record<string, Step>> = {
  'new-project': { do: 'show-dialog', dialog: 'new-project' },
  'open-project': { do: 'show-dialog', dialog: 'open-project' },
  'cheat-sheet': { do: 'show-dialog', dialog: 'shortcuts' },
  glossary: { do: 'show-dialog', dialog: 'glossary' },
  home: { do: 'go', to: 'home' },
  settings: { do: 'go', to: 'settings' },
  undo: { do: 'press', keys: 'Ctrl Z', edit: 'undo' },
  redo: { do: 'press', keys: 'Ctrl Shift Z', edit: 'redo' },
} satisfies Partial<Record<WindowCommand, Step>>;

/**
 * What a command means where the window is.
 * @param command a `WindowCommand`, or what a newer shell may have sent
 * @param project the one shown
 * @returns null when it makes no sense here
 */
export function stepOf(command: string, project: string | null): Step | null {
  if (command === 'import-data') {
    return project === null ? null : { do: 'go-to-data', project, importing: true };
  }
  const opened = /^project:([0-9a-f]{16})$/.exec(command)?.[1];
  if (opened !== undefined) return { do: 'go-to-data', project: opened, importing: false };
  return Object.hasOwn(steps, command) ? (steps[command] ?? null) : null;
}
