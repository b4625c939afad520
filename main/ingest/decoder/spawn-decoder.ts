import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** Starts one decoder process, with an IPC channel of `advanced` serialization. */
export type SpawnDecoder = () => ChildProcess;

const entryFile = fileURLToPath(new URL('./entry.ts', import.meta.url));

/** The ordinary way: a second Node that runs `entry.ts` (tests give another file). */
export function forkDecoder(entry: string = entryFile): ChildProcess {
  return fork(entry, [], {
    serialization: 'advanced', // pixels travel as bytes, not as JSON
    execArgv: [], // no debugger port or loader of the parent
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    env: {
      ...process.env,
      UV_THREADPOOL_SIZE: '2', // one image at a time: sharp needs one thread
      VIPS_BLOCK_UNTRUSTED: '1',
      MALLOC_ARENA_MAX: '2', // glibc otherwise keeps freed images in an arena per thread
    },
  });
}
