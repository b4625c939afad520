import { deserialize, serialize } from 'node:v8';

/** How messages travel between the app and its utility processes. */
interface Codec {
  encode(message: unknown): unknown;
  decode(data: unknown): unknown;
}

/** As `child_process.fork` does by default: what is undefined, or no number, is the same on both ways. */
export const jsonCodec: Codec = {
  encode: (message) => JSON.stringify(message),
  decode: (data) => JSON.parse(data as string) as unknown,
};

/** As its `advanced` serialization does: of a view on a larger buffer, only its own bytes travel. */
export const bytesCodec: Codec = {
  encode: (message) => new Uint8Array(serialize(message)),
  decode: (data) => deserialize(Buffer.from(data as Uint8Array)) as unknown,
};

/**
 * Lets code that `child_process.fork` could have started run in a utility process: `process.send`, `connected` and
 * `disconnect` reach the app by `process.parentPort`.
 * @returns a function to call once the code listens to `message`; what came before is delivered then
 */
export function connectParent(codec: Codec): () => void {
  const { parentPort } = process;
  let connected = true;
  const send = (message: unknown, callback?: (error: Error | null) => void): boolean => {
    if (connected) parentPort.postMessage(codec.encode(message));
    const error = connected ? null : new Error('The app is no longer listening.');
    if (callback !== undefined) setImmediate(callback, error);
    return connected;
  };
  const disconnect = (): void => {
    connected = false;
  };
  Object.defineProperties(process, {
    connected: { get: () => connected, configurable: true },
    send: { value: send, configurable: true },
    disconnect: { value: disconnect, configurable: true },
  });
  return () => {
    parentPort.on('message', ({ data }) => {
      process.emit('message', codec.decode(data), undefined);
    });
  };
}
