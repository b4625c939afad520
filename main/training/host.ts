import { fork } from 'node:child_process';
import { constants, setPriority } from 'node:os';
import path from 'node:path';
import { type EngineThreads, engineEnvironment } from '../learn/engine/tensorflow.ts';

/** A running training process, whatever started it. */
interface TrainingChild {
  readonly pid: number | undefined;
  send(message: unknown): void;
  onMessage(listener: (message: unknown) => void): void;
  /** Called once; `detail` is the signal or exit code in words. */
  onExit(listener: (exit: { code: number | null; detail: string }) => void): void;
  /** The last lines of its standard error. */
  errorOutput(): string;
  kill(): void;
}

/** Starts training processes: `child_process.fork` here, Electron's `utilityProcess` in its shell. */
export interface TrainingHost {
  start(): TrainingChild;
}

const trainingEntry = path.join(import.meta.dirname, 'entry.ts');

export interface ForkOptions {
  threads?: EngineThreads;
  /** Another program in its place, and options of its Node, for tests. */
  entry?: string;
  execArgv?: string[];
}

/** Lines that TensorFlow prints at every start, and the frames of a native stack: neither is a cause. */
const noise =
  /oneDNN custom operations|absl::InitializeLog|DEP0044|--trace-deprecation|cpu_feature_guard|^\s*\d+: 0x|^-+ Native stack|^<---/;

export function forkHost(options: ForkOptions = {}): TrainingHost {
  return {
    start() {
      const child = fork(options.entry ?? trainingEntry, {
        stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
        // In a group of its own: Ctrl-C in a terminal would end one that is only starting. It is told to stop instead.
        detached: process.platform !== 'win32',
        ...(options.execArgv === undefined ? {} : { execArgv: options.execArgv }),
        env: { ...process.env, ...engineEnvironment(options.threads) },
      });
      let errors = '';
      child.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
        errors = (errors + chunk).slice(-4000);
      });
      // Training may have what others leave: the window and the rest of the machine come first.
      if (child.pid !== undefined) lowerPriority(child.pid);
      return {
        pid: child.pid,
        send: (message) => {
          // A child that has just died cannot be told anything; its exit is reported by itself.
          if (child.connected) child.send(message as object, () => undefined);
        },
        onMessage: (listener) => void child.on('message', listener),
        onExit(listener) {
          let told = false;
          const tell = (code: number | null, detail: string): void => {
            if (told) return;
            told = true;
            listener({ code, detail });
          };
          child.on('error', (error) => tell(null, error.message));
          child.on('close', (code, signal) =>
            tell(code, signal === null ? `exit code ${code}` : `signal ${signal}`),
          );
        },
        errorOutput: () => readableErrors(errors),
        kill: () => void child.kill('SIGKILL'),
      };
    },
  };
}

/** The last lines of a standard error that may say why. */
export function readableErrors(errors: string): string {
  return errors
    .split('\n')
    .filter((line) => line.trim() !== '' && !noise.test(line))
    .slice(-12)
    .join('\n');
}

function lowerPriority(pid: number): void {
  try {
    setPriority(pid, constants.priority.PRIORITY_BELOW_NORMAL);
  } catch {
    // Not allowed in some containers: training then competes as an equal, which only costs comfort.
  }
}
