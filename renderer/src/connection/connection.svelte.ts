import { CallPairing } from '../../../shared/contract/client.ts';
import type { CallInput, CallName, CallOutput } from '../../../shared/contract/contract.ts';
import type { AppEvent } from '../../../shared/contract/events.ts';
import { PretextError } from '../../../shared/errors.ts';
import { type Carrier, openCarrier } from './carrier.ts';
import { signIn } from './sign-in.ts';

type State = 'connecting' | 'open' | 'lost' | 'refused';

const retryMilliseconds = [250, 500, 1000, 2000, 5000];

/** The window's connection to the app. It comes back by itself when it breaks. */
class Connection {
  state = $state<State>('connecting');
  /** Counts how often the connection was made: what is shown is asked for anew each time. */
  times = $state(0);
  #carrier: Carrier | undefined;
  #attempts = 0;
  readonly #pairing = new CallPairing((request) => {
    if (this.#carrier === undefined || this.state !== 'open') {
      throw new PretextError('internal', 'There is no connection to Pretext Studio.', {
        remedy: 'See that it is still running.',
      });
    }
    this.#carrier.send(request);
  });

  async start(): Promise<void> {
    if (window.pretext === undefined && !(await signIn())) {
      this.state = 'refused';
      return;
    }
    this.#open();
  }

  async call<Name extends CallName>(name: Name, input: CallInput<Name>): Promise<CallOutput<Name>> {
    return await this.#pairing.call(name, input);
  }

  listen(listener: (event: AppEvent) => void): () => void {
    return this.#pairing.listen(listener);
  }

  #open(): void {
    this.#carrier = openCarrier({
      onOpen: () => {
        this.#attempts = 0;
        this.state = 'open';
        this.times += 1;
      },
      onMessage: (message) => this.#pairing.receive(message),
      onClose: () => {
        const wasOpen = this.state === 'open';
        this.#pairing.end();
        // A server that never let us in wants its address with the token.
        this.state = this.times === 0 && this.#attempts >= 2 && !wasOpen ? 'refused' : 'lost';
        const wait = retryMilliseconds[Math.min(this.#attempts, retryMilliseconds.length - 1)];
        this.#attempts += 1;
        setTimeout(() => this.#open(), wait);
      },
    });
  }
}

export const connection = new Connection();

/** Asks the app. @throws {PretextError} what it answered */
export function call<Name extends CallName>(
  name: Name,
  input: CallInput<Name>,
): Promise<CallOutput<Name>> {
  return connection.call(name, input);
}
