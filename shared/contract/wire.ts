import { type DecoderOptions, decode, ExtensionCodec, encode } from '@msgpack/msgpack';
import { z } from 'zod';
import { event } from './events.ts';
import { problem } from './primitives.ts';

/**
 * How calls travel. Electron's IPC carries these objects as they are (structured clone); a WebSocket
 * carries one MessagePack message each, in which typed arrays are extensions of raw little-endian bytes.
 *
 * Pictures do not travel here. They have addresses: `imagePath` and `predictionImagePath` (recordings `soundPath`), served by the
 * shell (an HTTP route, a custom protocol). Browsers send files by HTTP before they name them in a call:
 *
 *     POST uploads             → {"upload": "…"}
 *     POST uploads/<upload>    a form of files, each named by its percent-encoded path; → {"files": n}
 *
 * and get exports from `exportPath`, as a zip.
 */

export const request = z.strictObject({
  /** Chosen by the caller; its answer has the same. */
  id: z.int().min(0).max(Number.MAX_SAFE_INTEGER),
  call: z.string().max(64),
  input: z.unknown(),
});
export type Request = z.infer<typeof request>;

export const answer = z.union([
  z.strictObject({ id: z.int(), output: z.unknown() }),
  z.strictObject({ id: z.int(), error: problem }),
]);
export type Answer = z.infer<typeof answer>;

/** From the app: an answer, or an event. */
export const fromApp = z.union([answer, z.strictObject({ event })]);
export type FromApp = z.infer<typeof fromApp>;

/** Bytes of one message to the app: a webcam frame and a million ids fit. */
export const maxRequestBytes = 20 * 1024 * 1024;

/** Address of a sample's picture, relative to the shell's root. */
export function imagePath(project: string, sample: number): string {
  return `images/${project}/${sample}`;
}

/** Address of a recording, as a WAV file. */
export function soundPath(project: string, sample: number): string {
  return `sounds/${project}/${sample}`;
}

/** Address of the recording that a prediction is of. */
export function predictionSoundPath(job: string, index: number): string {
  return `sounds/predictions/${job}/${index}`;
}

/** Address of the picture that a prediction is of. */
export function predictionImagePath(job: string, index: number): string {
  return `images/predictions/${job}/${index}`;
}

/** Address of an export's files as a zip. */
export function exportPath(project: string, exported: number): string {
  return `downloads/${project}/${exported}`;
}

const extensions = new ExtensionCodec();
const isLittleEndian = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;
if (!isLittleEndian) throw new Error('Pretext Studio runs on little-endian machines only.');

function register<T extends Float32Array | Int32Array>(
  type: number,
  kind: (new (buffer: ArrayBuffer) => T) & { BYTES_PER_ELEMENT: number },
): void {
  extensions.register({
    type,
    encode: (value) =>
      value instanceof kind
        ? new Uint8Array(value.buffer, value.byteOffset, value.byteLength)
        : null,
    decode(data) {
      if (data.byteLength % kind.BYTES_PER_ELEMENT !== 0) throw new RangeError('a cut-off array');
      // A copy, which begins where elements can be read. Not by `slice`: that of a Node Buffer is a view.
      return new kind(new Uint8Array(data).buffer);
    },
  });
}
register(1, Float32Array);
register(2, Int32Array);

const limits: DecoderOptions<undefined> = {
  extensionCodec: extensions,
  maxStrLength: maxRequestBytes,
  maxBinLength: maxRequestBytes,
  maxArrayLength: 1_000_000,
  maxMapLength: 10_000,
  maxExtLength: maxRequestBytes,
};

/** Any message as bytes. `undefined` fields are left out. */
export function encodeMessage(message: unknown): Uint8Array<ArrayBuffer> {
  return encode(message, { extensionCodec: extensions, ignoreUndefined: true });
}

/** A message to the app. @throws when the bytes are no message */
export function decodeRequest(bytes: Uint8Array): Request {
  return request.parse(decode(bytes, limits));
}

/** A message from the app, which is trusted to be large. @throws when the bytes are no message */
export function decodeFromApp(bytes: Uint8Array): FromApp {
  return fromApp.parse(decode(bytes, { extensionCodec: extensions }));
}
