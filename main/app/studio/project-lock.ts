import { closeSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { PretextError, systemCodeOf } from '../../../shared/errors.ts';
import { isAlive } from '../../files/is-alive.ts';

/** Locks that this process holds: after a restart another process may have had our number. */
const held = new Set<string>();

/**
 * Makes sure that one app at a time has a project open.
 * @returns a function that gives the project free
 * @throws {PretextError} `busy` while another process has it
 */
export function lockProject(dir: string, file: string): () => void {
  for (let attempt = 0; ; attempt++) {
    try {
      const fd = openSync(file, 'wx');
      try {
        writeSync(fd, `${process.pid}\n`);
      } finally {
        closeSync(fd);
      }
      held.add(file);
      return () => {
        held.delete(file);
        rmSync(file, { force: true });
      };
    } catch (error) {
      if (systemCodeOf(error) !== 'EEXIST' || attempt > 2) throw error;
      const pid = Number.parseInt(readFileSync(file, 'utf8'), 10);
      const isOurs = pid === process.pid;
      if (isOurs ? held.has(file) : Number.isSafeInteger(pid) && pid > 0 && isAlive(pid)) {
        throw new PretextError(
          'busy',
          `Another Pretext Studio has this project open (process ${pid}).`,
          {
            path: dir,
            remedy: 'Close it there first.',
          },
        );
      }
      rmSync(file, { force: true }); // its process has gone
    }
  }
}
