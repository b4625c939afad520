import { spawn } from 'node:child_process';

export interface CommandOptions {
  cwd?: string;
  env?: NodeJS.ProcessEnv;
  /** Called with each line that the command prints. */
  onLine?: (line: string) => void;
  /** Milliseconds after which the command is ended. */
  timeout?: number;
}

/**
 * Runs a program without a shell and resolves with its standard output.
 * @throws {Error} with the last lines it printed, when it fails or cannot be started
 */
export function runCommand(
  program: string,
  args: readonly string[],
  options: CommandOptions = {},
): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd: options.cwd,
      env: options.env ?? process.env,
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: options.timeout,
    });
    let out = '';
    let all = '';
    let partial = '';
    const take = (chunk: string): void => {
      all = (all + chunk).slice(-8000);
      const lines = (partial + chunk).split(/\r?\n|\r/);
      partial = lines.pop() ?? '';
      for (const line of lines) if (line.trim() !== '') options.onLine?.(line);
    };
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      out += chunk;
      take(chunk);
    });
    child.stderr.setEncoding('utf8').on('data', take);
    child.on('error', (error) => reject(new Error(`${program}: ${error.message}`)));
    child.on('close', (code, signal) => {
      if (code === 0) {
        resolve(out);
        return;
      }
      const tail = all.trim().split('\n').slice(-12).join('\n');
      reject(new Error(`${program} ended with ${signal ?? `exit code ${code}`}\n${tail}`));
    });
  });
}
