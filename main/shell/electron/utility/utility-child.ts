import { constants, setPriority } from 'node:os';
import { app, type Details, type UtilityProcess, utilityProcess } from 'electron';
import { messageOf } from '../../../../shared/errors.ts';
import { wordsFor } from './gone-words.ts';
import { openEnvelope, receipt } from './parent-channel.ts';

export interface Ending {
  code: number | null;
  detail: string;
}

/** Time for a process to end by itself once it was asked to; then the system ends it. */
const killMilliseconds = 2000;
/** Time in which Chromium's report follows an exit, and an exit such a report. */
const reportMilliseconds = 300;
const exitMilliseconds = 2000;
const keptErrorText = 4000;
let started = 0;

export interface UtilityChildOptions {
  entry: string;
  /** As the system's list of processes shows it. */
  title: string;
  env: NodeJS.ProcessEnv;
  /** Others go first. */
  isBackground?: boolean;
}

/**
 * A utility process from its start to its end. That it has ended is told once, after `exit` and Chromium's own report
 * have been put together, and never from inside Electron's handlers: posting to a process in there has crashed the
 * main process (electron/electron issue 53923).
 */
export class UtilityChild {
  readonly #child: UtilityProcess | null = null;
  readonly #name: string;
  readonly #ended = Promise.withResolvers<Ending>();
  readonly #onGone = (_: unknown, details: Details): void => this.#gone(details);
  #pid: number | undefined;
  #errors = '';
  #hasExited = false;
  #code: number | null = null;
  #report: Details | null = null;
  #fatal: string | null = null;
  #timer: NodeJS.Timeout | undefined;
  #killer: NodeJS.Timeout | undefined;

  constructor({ entry, title, env, isBackground = false }: UtilityChildOptions) {
    started += 1;
    this.#name = `${title} ${started}`;
    try {
      this.#child = utilityProcess.fork(entry, [], {
        serviceName: this.#name,
        stdio: ['ignore', 'ignore', 'pipe'],
        env: definedOnly(env),
      });
    } catch (error) {
      this.#conclude({ code: null, detail: messageOf(error) });
      return;
    }
    app.on('child-process-gone', this.#onGone);
    this.#child.on('spawn', () => {
      this.#pid = this.#child?.pid;
      if (isBackground && this.#pid !== undefined) lowerPriority(this.#pid);
    });
    this.#child.on('exit', (code) => this.#exited(code));
    this.#child.on('error', (type, location) => {
      this.#fatal = `${type} at ${location}`;
    });
    this.#child.stderr?.on('data', (chunk: Buffer) => {
      this.#errors = (this.#errors + chunk.toString('utf8')).slice(-keptErrorText);
    });
  }

  /** Undefined until it has started. */
  get pid(): number | undefined {
    return this.#pid;
  }

  get ended(): Promise<Ending> {
    return this.#ended.promise;
  }

  /** The end of its standard error, and what V8 died of. */
  get errorText(): string {
    const memory = this.#report?.reason === 'oom' ? '\nout of memory' : '';
    return `${this.#errors}${this.#fatal === null ? '' : `\n${this.#fatal}`}${memory}`;
  }

  /** @returns whether it could be sent: a process that has gone is told nothing */
  post(message: unknown): boolean {
    if (this.#child === null || this.#hasExited || this.#report !== null) return false;
    this.#child.postMessage(message);
    return true;
  }

  onMessage(listener: (message: unknown) => void): void {
    this.#child?.on('message', (message) => {
      const { data, wantsReceipt } = openEnvelope(message);
      if (wantsReceipt) this.post(receipt);
      listener(data);
    });
  }

  /** Ends it: gently, then by force. */
  kill(): void {
    if (this.#child === null || this.#hasExited || this.#killer !== undefined) return;
    this.#child.kill();
    this.#killer = setTimeout(() => this.#killHard(), killMilliseconds);
  }

  #killHard(): void {
    if (this.#hasExited || this.#pid === undefined) return;
    try {
      process.kill(this.#pid, 'SIGKILL');
    } catch {
      // It has just gone by itself; its exit is on the way.
    }
  }

  #exited(code: number): void {
    this.#hasExited = true;
    this.#code = code;
    clearTimeout(this.#killer);
    this.#concludeIn(code === 0 || this.#report !== null ? 0 : reportMilliseconds);
  }

  #gone(details: Details): void {
    if (details.name !== this.#name && details.serviceName !== this.#name) return;
    this.#report = details;
    this.#concludeIn(this.#hasExited ? 0 : exitMilliseconds);
  }

  #concludeIn(milliseconds: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#conclude({ code: this.#code, detail: wordsFor(this.#code, this.#report) });
    }, milliseconds);
  }

  #conclude(ending: Ending): void {
    this.#hasExited = true;
    clearTimeout(this.#killer);
    app.off('child-process-gone', this.#onGone);
    this.#ended.resolve(ending);
  }
}

function definedOnly(env: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}

function lowerPriority(pid: number): void {
  try {
    setPriority(pid, constants.priority.PRIORITY_BELOW_NORMAL);
  } catch {
    // Not allowed in some containers: it then competes as an equal, which only costs comfort.
  }
}
