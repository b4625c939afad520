import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { systemCodeOf } from '../../shared/errors.ts';
import { Refusal } from './refusal.ts';

/**
 * Starts ffmpeg without a shell, its output a pipe.
 * @param what the file is, for the sentence: `AAC audio`
 * @param remedy what to do when there is none, after “install it, or”
 * @param candidates where to look for it
 * @throws {Refusal} `unsupported` when there is no ffmpeg, or it cannot be started
 */
export async function startFfmpeg(
  args: readonly string[],
  { what, remedy, candidates }: { what: string; remedy: string; candidates: readonly string[] },
): Promise<ChildProcess> {
  for (const command of candidates) {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], windowsHide: true });
    try {
      await once(child, 'spawn');
      return child;
    } catch (error) {
      if (systemCodeOf(error) !== 'ENOENT') {
        throw new Refusal('unsupported', `is ${what}, and ffmpeg cannot be started`, {
          cause: error,
        });
      }
    }
  }
  throw new Refusal('unsupported', `is ${what}, which needs ffmpeg; install it, or ${remedy}`);
}
