import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type RawData, type WebSocket, WebSocketServer } from 'ws';
import type { AppEvent } from '../../../shared/contract/events.ts';
import { decodeRequest, encodeMessage, maxRequestBytes } from '../../../shared/contract/wire.ts';
import type { Router } from '../../app/router/router.ts';
import type { Studio } from '../../app/studio/studio.ts';

/** Requests of one window that are worked on at once; more wait in its socket. */
const maxAtOnce = 32;
/** A window that takes nothing any more is let go; it finds everything again when it comes back. */
const maxBufferedBytes = 256 * 1024 * 1024;
const pingMilliseconds = 30_000;
/** Close codes of RFC 6455, section 7.4.1. */
const unsupportedData = 1003;
const policyViolation = 1008;

/** The contract over WebSocket: binary messages as `shared/contract/wire.ts` says. */
export class Sockets {
  readonly #server = new WebSocketServer({
    noServer: true,
    maxPayload: maxRequestBytes,
    perMessageDeflate: false,
    clientTracking: true,
  });
  readonly #router: Router;
  readonly #studio: Studio;
  readonly #alive = new WeakSet<WebSocket>();
  readonly #pings: NodeJS.Timeout;
  readonly #endListening: () => void;

  constructor(router: Router, studio: Studio) {
    this.#router = router;
    this.#studio = studio;
    this.#endListening = studio.events.listen((event) => this.#tell(event));
    this.#pings = setInterval(() => this.#ping(), pingMilliseconds);
    this.#pings.unref();
  }

  /** Takes a connection that has been let in. */
  accept(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    this.#server.handleUpgrade(request, socket, head, (window) => this.#serve(window));
  }

  close(): void {
    clearInterval(this.#pings);
    this.#endListening();
    for (const window of this.#server.clients) window.terminate();
    this.#server.close();
  }

  #serve(window: WebSocket): void {
    this.#alive.add(window);
    let underWay = 0;
    // ws closes a socket that breaks the protocol or sends too much by itself.
    window.on('error', () => window.terminate());
    window.on('pong', () => this.#alive.add(window));
    window.on('message', (data: RawData, isBinary: boolean) => {
      if (!isBinary) {
        window.close(unsupportedData, 'Messages are binary.');
        return;
      }
      let request: unknown;
      try {
        request = decodeRequest(bytesOf(data));
      } catch {
        window.close(policyViolation, 'This is no request.');
        return;
      }
      underWay += 1;
      if (underWay >= maxAtOnce) window.pause();
      this.#router.answer(request).then(
        (answer) => {
          underWay -= 1;
          if (window.isPaused && underWay < maxAtOnce) window.resume();
          this.#send(window, encodeMessage(answer));
        },
        (error: unknown) => {
          this.#studio.log(`a router that throws: ${String(error)}`);
          window.terminate();
        },
      );
    });
  }

  #tell(event: AppEvent): void {
    if (this.#server.clients.size === 0) return;
    const message = encodeMessage({ event });
    for (const window of this.#server.clients) this.#send(window, message);
  }

  #send(window: WebSocket, message: Uint8Array): void {
    if (window.readyState !== window.OPEN) return;
    if (window.bufferedAmount > maxBufferedBytes) window.terminate();
    else window.send(message);
  }

  #ping(): void {
    for (const window of this.#server.clients) {
      if (!this.#alive.has(window)) {
        window.terminate();
        continue;
      }
      this.#alive.delete(window);
      window.ping();
    }
  }
}

function bytesOf(data: RawData): Uint8Array {
  if (Array.isArray(data)) return Buffer.concat(data);
  return data instanceof ArrayBuffer ? new Uint8Array(data) : data;
}
