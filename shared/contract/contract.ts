import type { z } from 'zod';
import { appCalls } from './app.ts';
import { dataCalls } from './data.ts';
import { exploreCalls } from './explore.ts';
import { exportsCalls } from './exports.ts';
import { jobsCalls } from './jobs.ts';
import { keptCalls } from './kept.ts';
import { labelsCalls } from './labels.ts';
import { predictCalls } from './predict.ts';
import { pretextCalls } from './pretext.ts';
import { projectsCalls } from './projects.ts';
import { resultsCalls } from './results.ts';
import { runsCalls } from './runs.ts';
import { searchCalls } from './search.ts';
import { settingsCalls } from './settings.ts';

/**
 * Everything a window can ask the app, by name: `calls['data.page'].input` and `.output` are zod
 * schemas. Carried alike by Electron's IPC and a WebSocket (`wire.ts`).
 */
export const calls = {
  ...appCalls,
  ...projectsCalls,
  ...dataCalls,
  ...pretextCalls,
  ...runsCalls,
  ...jobsCalls,
  ...exploreCalls,
  ...labelsCalls,
  ...keptCalls,
  ...resultsCalls,
  ...predictCalls,
  ...exportsCalls,
  ...searchCalls,
  ...settingsCalls,
};

export type CallName = keyof typeof calls;
/** What a caller gives: defaults may be left out. */
export type CallInput<Name extends CallName> = z.input<(typeof calls)[Name]['input']>;
/** What a handler gets: checked, with defaults filled in. */
export type CheckedInput<Name extends CallName> = z.output<(typeof calls)[Name]['input']>;
export type CallOutput<Name extends CallName> = z.output<(typeof calls)[Name]['output']>;

export function isCallName(name: string): name is CallName {
  return Object.hasOwn(calls, name);
}
