import { type Command, InvalidArgumentError } from 'commander';
import { PretextError } from '../../../shared/errors.ts';
import { autoMethod } from '../../../shared/training.ts';
import { Project } from '../../app/project.ts';
import type { Services } from '../../app/services.ts';
import { methodNamed } from '../../learn/pretext/method.ts';
import { forkHost } from '../../training/host.ts';
import { nextCommand } from './next-command.ts';
import { TerminalReporter } from './terminal.ts';

/** Options that every command has. */
export interface CommonOptions {
  json?: boolean;
  threads?: number;
  parallelOperations?: number;
}

export const exitCodes = { failed: 1, badUsage: 2 } as const;

/** What a command gives back: an object for `--json`, text for a person. */
export interface Answer {
  json: unknown;
  text: string;
}

/** Runs a command: Ctrl-C aborts it, its answer goes to standard output, its errors to standard error. */
export async function perform(
  options: CommonOptions,
  work: (services: Services) => Promise<Answer> | Answer,
): Promise<void> {
  const reporter = new TerminalReporter(process.stderr, false);
  const abort = new AbortController();
  const interrupt = (): void => {
    if (abort.signal.aborted) process.exit(exitCodes.failed); // asked twice: now
    reporter.warn('Stopping: saving what there is. Press Ctrl-C again to end at once.');
    abort.abort(
      new PretextError('cancelled', 'Stopped on request.', {
        remedy: 'Run the same command again to go on.',
      }),
    );
  };
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', interrupt);
  try {
    const { threads, parallelOperations } = options;
    const host = forkHost({ threads: { intraOp: threads, interOp: parallelOperations } });
    const answer = await work({ host, reporter, signal: abort.signal });
    reporter.finish();
    process.stdout.write(
      options.json === true ? `${JSON.stringify(answer.json)}\n` : `${answer.text}\n`,
    );
  } catch (error) {
    reporter.finish();
    reportError(error);
  } finally {
    process.off('SIGINT', interrupt);
    process.off('SIGTERM', interrupt);
  }
}

/** Prints an error with its remedy and the command for it, and sets the exit code; a stack only for faults of ours. */
export function reportError(error: unknown): void {
  if (error instanceof PretextError) {
    process.stderr.write(`${error.message}\n`);
    if (error.remedy !== undefined) process.stderr.write(`${error.remedy}\n`);
    if (error.next !== undefined) process.stderr.write(`${nextCommand(error.next)}\n`);
    process.exitCode = error.code === 'bad-usage' ? exitCodes.badUsage : exitCodes.failed;
    return;
  }
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(`Unexpected fault in Pretext Studio:\n${text}\n`);
  process.exitCode = exitCodes.failed;
}

/** Opens a project for the length of some work. */
export async function withProject(
  dir: string,
  work: (project: Project) => Promise<Answer> | Answer,
): Promise<Answer> {
  const project = Project.open(dir);
  try {
    return await work(project);
  } finally {
    project.close();
  }
}

/** Adds the options that every command has. */
export function common(command: Command): Command {
  return command
    .option('--json', 'print one JSON object as the last line of standard output')
    .option('--threads <n>', 'threads an operation may use (default: one a core)', wholeNumber)
    .option('--parallel-operations <n>', 'operations at a time (default: 2)', wholeNumber);
}

export function positive(text: string): number {
  const value = Number(text);
  if (!Number.isFinite(value) || value <= 0)
    throw new InvalidArgumentError('A number above 0 is needed.');
  return value;
}

/** 0…0.99: of 1, nothing would be answered. */
export function probability(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !(value >= 0 && value <= 0.99)) {
    throw new InvalidArgumentError('A number from 0 to 0.99 is needed.');
  }
  return value;
}

/** 0.5…0.999 */
export function accuracyShare(text: string): number {
  const value = Number(text);
  if (!(value >= 0.5 && value <= 0.999)) {
    throw new InvalidArgumentError('A number from 0.5 to 0.999 is needed.');
  }
  return value;
}

export function wholeNumber(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1) {
    throw new InvalidArgumentError('A whole number from 1 on is needed.');
  }
  return value;
}

export function seedNumber(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 0 || value > 2 ** 31 - 1) {
    throw new InvalidArgumentError('A whole number from 0 to 2147483647 is needed.');
  }
  return value;
}

/** A pretext task or two, or `auto`; written as it came, since `--weight` may say more. */
export function methodText(text: string): string {
  if (text === autoMethod) return text;
  try {
    methodNamed(text);
    return text;
  } catch (error) {
    if (!(error instanceof PretextError)) throw error;
    throw new InvalidArgumentError(`${error.message} ${error.remedy ?? ''}`);
  }
}

export function oneOf<Name extends string>(names: readonly Name[]): (text: string) => Name {
  return (text) => {
    const found = names.find((name) => name === text);
    if (found === undefined) throw new InvalidArgumentError(`Choose one of: ${names.join(', ')}.`);
    return found;
  };
}
