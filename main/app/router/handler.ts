import type { CallName, CallOutput, CheckedInput } from '../../../shared/contract/contract.ts';
import type { Studio } from '../studio/studio.ts';

/** Answers one call. Its input has been checked; what it throws crosses as code, sentence and remedy. */
export type Handler<Name extends CallName> = (
  input: CheckedInput<Name>,
  studio: Studio,
) => Promise<CallOutput<Name>> | CallOutput<Name>;

/** A noun's handlers: one for each of its calls, or it is a type error. */
export type Handlers<Name extends CallName> = { readonly [Each in Name]: Handler<Each> };
