import { type ChildProcess, fork } from 'node:child_process';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';

/** What of a child process the decoding needs. */
export interface DecoderChild {
  readonly pid?: number | undefined;
  readonly stderr: Readable | null;
  send(message: object, callback: (error: Error | null) => void): boolean;
  kill(signal: 'SIGKILL'): boolean;
  on(event: 'error', listener: (error: Error) => void): unknown;
  once(event: 'exit', listener: (code: number | null, signal: string | null) => void): unknown;
  once(event: 'message', listener: (message: unknown) => void): unknown;
}

/** Starts one decoder process, with an IPC channel of `advanced` serialization. */
export type SpawnDecoder = () => DecoderChild;

const entryFile = fileURLToPath(new URL('./entry.ts', import.meta.url));

/** The ordinary way: a second Node that runs `entry.ts` (tests give another file). */
export function forkDecoder(entry: string = entryFile): ChildProcess {
  return fork(entry, [], {
    serialization: 'advanced', // pixels travel as bytes, not as JSON
    execArgv: [], // no debugger port or loader of the parent
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    env: decoderEnvironment(),
  });
}

/** The environment of a decoder process. */
export function decoderEnvironment(): NodeJS.ProcessEnv {
  return {
    ...process.env,
    UV_THREADPOOL_SIZE: '2', // one image at a time: sharp needs one thread
    VIPS_BLOCK_UNTRUSTED: '1',
    MALLOC_ARENA_MAX: '2', // glibc otherwise keeps freed images in an arena per thread
  };
}
