import { messageOf, systemCodeOf } from '../../../shared/errors.ts';
import { Refusal, systemErrorClause } from '../refusal.ts';
import type { Refused } from './messages.ts';

/** Anything thrown while one file was handled, as that file's answer. */
export function refusedAnswer(error: unknown, inflated: number): Refused {
  if (error instanceof Refusal) {
    return { is: 'refused', code: error.code, clause: error.clause, inflated };
  }
  const code = systemCodeOf(error);
  const isSystemError = error instanceof Error && 'syscall' in error;
  return isSystemError
    ? {
        is: 'refused',
        code: code === 'ELOOP' ? 'symlink' : 'unreadable',
        clause: systemErrorClause(code, messageOf(error)),
        inflated,
      }
    : {
        is: 'refused',
        code: 'corrupt',
        clause: `is damaged: it cannot be decoded (${messageOf(error)})`,
        inflated,
      };
}
