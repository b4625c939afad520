import { PretextError } from '../errors.ts';
import type { CallInput, CallName, CallOutput } from './contract.ts';
import type { AppEvent } from './events.ts';
import type { FromApp, Request } from './wire.ts';

/** The window's side of the contract, whatever carries it. */
export interface Client {
  /** @throws {PretextError} what the app answered; `internal` when the connection ended before it did */
  call<Name extends CallName>(name: Name, input: CallInput<Name>): Promise<CallOutput<Name>>;
  /** @returns a function that ends the listening */
  listen(listener: (event: AppEvent) => void): () => void;
}

interface Waiting {
  resolve: (output: unknown) => void;
  reject: (error: PretextError) => void;
}

/** Pairs requests with answers. A carrier gives it `send` and hands it what comes. */
export class CallPairing implements Client {
  readonly #send: (request: Request) => void;
  readonly #waiting = new Map<number, Waiting>();
  readonly #listeners = new Set<(event: AppEvent) => void>();
  #lastId = 0;

  constructor(send: (request: Request) => void) {
    this.#send = send;
  }

  async call<Name extends CallName>(name: Name, input: CallInput<Name>): Promise<CallOutput<Name>> {
    this.#lastId += 1;
    const id = this.#lastId;
    const output = await new Promise<unknown>((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#send({ id, call: name, input });
    });
    return output as CallOutput<Name>; // the router's types say so, and its tests check it
  }

  listen(listener: (event: AppEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Takes a message from the app. */
  receive(message: FromApp): void {
    if ('event' in message) {
      for (const listener of this.#listeners) listener(message.event);
      return;
    }
    const waiting = this.#waiting.get(message.id);
    this.#waiting.delete(message.id);
    if (waiting === undefined) return; // given up when the connection ended
    if ('output' in message) waiting.resolve(message.output);
    else waiting.reject(toError(message.error));
  }

  /** The connection has ended: nothing that was asked will be answered. */
  end(): void {
    for (const { reject } of this.#waiting.values()) {
      reject(
        new PretextError('internal', 'The connection to Pretext Studio was lost.', {
          remedy: 'Reload the page. What was running goes on.',
        }),
      );
    }
    this.#waiting.clear();
  }
}

function toError({
  code,
  message,
  remedy,
  path,
}: Extract<FromApp, { error: unknown }>['error']): PretextError {
  return new PretextError(code, message, {
    ...(remedy === null ? {} : { remedy }),
    ...(path === null ? {} : { path }),
  });
}
