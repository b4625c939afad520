import { spawn } from 'node:child_process';
import path from 'node:path';

const main = path.join(import.meta.dirname, '../../main/shell/cli/main.ts');

export interface CliResult {
  code: number | null;
  stdout: string;
  stderr: string;
  /** The last line of standard output as JSON, where there is one. */
  json: Record<string, unknown>;
}

/**
 * Runs `pretext` as a person would.
 * @param ctrlCAfter once standard error shows this, SIGINT goes to the whole process group, as a terminal sends it
 */
export function pretext(args: readonly string[], ctrlCAfter?: string): Promise<CliResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [main, ...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: ctrlCAfter !== undefined, // a group of its own
    });
    let interrupted = false;
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      stdout += chunk;
    });
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
      stderr += chunk;
      if (ctrlCAfter === undefined || interrupted || !stderr.includes(ctrlCAfter)) return;
      interrupted = true;
      process.kill(-(child.pid ?? Number.NaN), 'SIGINT');
    });
    child.on('error', reject);
    child.on('close', (code) => {
      const last = stdout.trim().split('\n').at(-1) ?? '';
      const json = last.startsWith('{') ? (JSON.parse(last) as Record<string, unknown>) : {};
      resolve({ code, stdout, stderr, json });
    });
  });
}
