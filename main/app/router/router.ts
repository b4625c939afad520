import type { z } from 'zod';
import { type CallName, calls, isCallName } from '../../../shared/contract/contract.ts';
import { type Answer, request } from '../../../shared/contract/wire.ts';
import { PretextError } from '../../../shared/errors.ts';
import { problemOf } from '../studio/problem.ts';
import type { Studio } from '../studio/studio.ts';
import type { Handler } from './handler.ts';
import { handlers } from './handlers.ts';

export interface RouterOptions {
  /** Checks what handlers give back too: for tests. */
  checkOutputs?: boolean;
}

/** The app's side of the contract, whatever carries it: checks what comes in, answers, and never throws. */
export class Router {
  readonly #studio: Studio;
  readonly #checkOutputs: boolean;

  constructor(studio: Studio, options: RouterOptions = {}) {
    this.#studio = studio;
    this.#checkOutputs = options.checkOutputs ?? false;
  }

  /** Answers a message, which may be anything. One that is no request is answered under the number 0. */
  async answer(message: unknown): Promise<Answer> {
    const parsed = request.safeParse(message);
    const id = parsed.success ? parsed.data.id : 0;
    try {
      if (!parsed.success) throw malformed('This message', parsed.error);
      const { call, input } = parsed.data;
      if (!isCallName(call)) {
        throw new PretextError('bad-input', `There is no call named ${JSON.stringify(call)}.`);
      }
      return { id, output: await this.#perform(call, input) };
    } catch (error) {
      return { id, error: problemOf(error, this.#studio.log) };
    }
  }

  async #perform<Name extends CallName>(name: Name, input: unknown): Promise<unknown> {
    const { input: inputSchema, output: outputSchema } = calls[name];
    const checked = (inputSchema as z.ZodType).safeParse(input);
    if (!checked.success) throw malformed(`The call ${name}`, checked.error);
    const handler = handlers[name] as Handler<CallName>;
    const output: unknown = await handler(checked.data as never, this.#studio);
    return this.#checkOutputs ? (outputSchema as z.ZodType).parse(output) : output;
  }
}

/** What was wrong, and where, without repeating what was sent. */
function malformed(what: string, error: z.ZodError): PretextError {
  const issue = error.issues[0];
  const where = issue === undefined || issue.path.length === 0 ? '' : ` at ${issue.path.join('.')}`;
  return new PretextError(
    'bad-input',
    `${what} is not as agreed${where}: ${issue?.message ?? 'unknown reason'}`.slice(0, 500),
    { remedy: 'Reload the window. If it happens again, please report it.' },
  );
}
