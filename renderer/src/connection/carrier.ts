import type { Bridge } from '../../../shared/contract/bridge.ts';
import {
  decodeFromApp,
  encodeMessage,
  type FromApp,
  type Request,
} from '../../../shared/contract/wire.ts';

/** What carries calls and events: Electron's IPC, or a WebSocket. */
export interface Carrier {
  send(request: Request): void;
  close(): void;
}

export interface CarrierEvents {
  onOpen(): void;
  onMessage(message: FromApp): void;
  /** The connection has ended, or could not be made. */
  onClose(): void;
}

declare global {
  interface Window {
    readonly pretext?: Bridge;
  }
}

/** Opens a carrier: the bridge where there is one, else the server that the page came from. */
export function openCarrier(events: CarrierEvents): Carrier {
  return window.pretext === undefined ? openSocket(events) : openBridge(window.pretext, events);
}

function openBridge(bridge: Bridge, events: CarrierEvents): Carrier {
  const end = bridge.onMessage((message) => events.onMessage(message));
  queueMicrotask(() => events.onOpen());
  return { send: (request) => bridge.send(request), close: end };
}

function openSocket(events: CarrierEvents): Carrier {
  const address = new URL('socket', document.baseURI);
  address.protocol = address.protocol === 'https:' ? 'wss:' : 'ws:';
  const socket = new WebSocket(address);
  socket.binaryType = 'arraybuffer';
  socket.addEventListener('open', () => events.onOpen());
  socket.addEventListener('message', ({ data }: MessageEvent<ArrayBuffer>) =>
    events.onMessage(decodeFromApp(new Uint8Array(data))),
  );
  socket.addEventListener('close', () => events.onClose());
  return { send: (request) => socket.send(encodeMessage(request)), close: () => socket.close() };
}
