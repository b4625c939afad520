import { messageOf, PretextError } from '../../../shared/errors.ts';

/** Anything thrown, as an error a person may see. */
export function toPretextError(error: unknown): PretextError {
  if (error instanceof PretextError) return error;
  return new PretextError('internal', messageOf(error), { cause: error });
}

/** What happened and what to do about it, as one text: for a field that has room for no more. */
export function problemText(error: unknown): string {
  const { message, remedy } = toPretextError(error);
  return remedy === undefined ? message : `${message} ${remedy}`;
}
