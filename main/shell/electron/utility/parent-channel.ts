import { deserialize, serialize } from 'node:v8';
import { z } from 'zod';

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

/** What a utility process sends: a message, and whether it waits until that has arrived. */
const envelopeSchema = z.strictObject({ data: z.unknown(), wantsReceipt: z.boolean() });
type Envelope = z.infer<typeof envelopeSchema>;

/** The answer to a message whose sender waits; no codec makes this of anything. */
export const receipt = 'received';

/** Opens what a utility process sent; anything else comes out as an empty message. */
export function openEnvelope(message: unknown): Envelope {
  const parsed = envelopeSchema.safeParse(message);
  return parsed.success ? parsed.data : { data: undefined, wantsReceipt: false };
}

type Callback = (error: Error | null) => void;

/**
 * Lets code that `child_process.fork` could have started run in a utility process: `process.send`, `connected` and
 * `disconnect` reach the app by `process.parentPort`. A callback of `send` is called once the app has the message:
 * a process that ends earlier would take it along.
 * @returns a function to call once the code listens to `message`; what came before is delivered then
 */
export function connectParent(codec: Codec): () => void {
  const { parentPort } = process;
  const waiting: Callback[] = [];
  let connected = true;
  /** As Node's: the message, a handle, options, and last a callback, which may come earlier. */
  const send = (message: unknown, ...rest: unknown[]): boolean => {
    const callback = rest.find((each): each is Callback => typeof each === 'function');
    if (connected) {
      const envelope: Envelope = {
        data: codec.encode(message),
        wantsReceipt: callback !== undefined,
      };
      if (callback !== undefined) waiting.push(callback);
      parentPort.postMessage(envelope);
    } else if (callback !== undefined) {
      setImmediate(callback, new Error('The app is no longer listening.'));
    }
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
      if (data === receipt) waiting.shift()?.(null);
      else process.emit('message', codec.decode(data), undefined);
    });
  };
}
