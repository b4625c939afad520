import type { Details } from 'electron';

/** What became of a process, in words that continue "ended unexpectedly". */
const words: Readonly<Record<Details['reason'], string | null>> = {
  'clean-exit': null,
  'abnormal-exit': null,
  killed: 'killed, as by SIGKILL',
  crashed: 'it crashed',
  oom: 'out of memory',
  'launch-failed': 'it could not be started',
  'integrity-failure': 'the system refused its code',
  'memory-eviction': 'out of memory: the system took it away',
};

/**
 * Puts together what Electron says of an end. Exit codes of crashed processes mislead (electron/electron issues 42283,
 * 42290): what Chromium reports goes first.
 */
export function wordsFor(code: number | null, gone: Details | null): string {
  const plain = `exit code ${code ?? gone?.exitCode ?? 'unknown'}`;
  return gone === null ? plain : (words[gone.reason] ?? plain);
}
