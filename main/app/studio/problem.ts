import type { Problem } from '../../../shared/contract/primitives.ts';
import { PretextError } from '../../../shared/errors.ts';
import { asDropped } from './uploads.ts';

/** Where faults of ours go: a log that a person can send us. */
export type Log = (text: string) => void;

/** What a window is told of an error. What is no `PretextError` is a fault of ours: its stack goes to the log only. */
export function problemOf(error: unknown, log: Log): Problem {
  if (error instanceof PretextError) {
    return {
      code: error.code,
      message: asDropped(error.message),
      remedy: error.remedy ?? null,
      path: error.path === undefined ? null : asDropped(error.path),
    };
  }
  log(error instanceof Error ? (error.stack ?? error.message) : String(error));
  return {
    code: 'internal',
    message: 'Something went wrong inside Pretext Studio.',
    remedy: 'Try again. What was saved is safe; the log says more.',
    path: null,
  };
}
