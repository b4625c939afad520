import { appendFileSync, mkdirSync, renameSync, statSync } from 'node:fs';
import path from 'node:path';
import { messageOf } from '../../../shared/errors.ts';
import type { Log } from '../../app/studio/problem.ts';

const largest = 1024 * 1024;

/** A log that a person can send us. Of old entries, the last megabyte is kept beside it. */
export function logFile(folder: string): Log {
  const file = path.join(folder, 'log.txt');
  return (text) => {
    const line = `${new Date().toISOString()} ${text}\n`;
    try {
      mkdirSync(folder, { recursive: true });
      const bytes = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
      if (bytes > largest) renameSync(file, `${file}.old`);
      appendFileSync(file, line);
    } catch (error) {
      console.error(`${line}(not written to ${file}: ${messageOf(error)})`);
    }
  };
}
