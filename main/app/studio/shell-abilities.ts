import type { z } from 'zod';
import type { capabilities, shellKind } from '../../../shared/contract/app.ts';

/** What the app may ask of the shell around it. One that cannot leaves the function out. */
export interface ShellAbilities {
  kind: z.infer<typeof shellKind>;
  capabilities: z.infer<typeof capabilities>;
  /** Opens the system's dialog; nothing when the person cancelled. */
  choosePaths?: (what: 'data' | 'labels' | 'project' | 'destination') => Promise<string[]>;
  /** Shows a file in the system's file manager. */
  reveal?: (file: string) => Promise<void>;
  /** Begins a drag of files out of the window. */
  drag?: (files: readonly string[]) => Promise<void>;
}

/** No shell: tests, and work without a window. */
export const noShell: ShellAbilities = {
  kind: 'none',
  capabilities: { nativeDialogs: false, openFolder: false, dragOut: false, uploads: true },
};
