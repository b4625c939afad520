import { messageOf, PretextError } from '../../../shared/errors.ts';

/** Anything thrown, as an error a person may see. */
export function toPretextError(error: unknown): PretextError {
  if (error instanceof PretextError) return error;
  return new PretextError('internal', messageOf(error), { cause: error });
}
