import type { ReportedProgress, Reporter } from '../../app/reporter.ts';

/** Seconds between progress lines where there is no terminal to redraw. */
const plainInterval = 5;

/** Tells on standard error what goes on: a bar on a terminal, plain lines elsewhere. */
export class TerminalReporter implements Reporter {
  readonly #stream: NodeJS.WriteStream;
  readonly #quiet: boolean;
  #barShown = false;
  #lastPlain = 0;
  #lastStage = '';

  constructor(stream: NodeJS.WriteStream, quiet: boolean) {
    this.#stream = stream;
    this.#quiet = quiet;
  }

  note(line: string): void {
    if (!this.#quiet) this.#line(line);
  }

  warn(line: string): void {
    this.#line(`! ${line}`);
  }

  progress(progress: ReportedProgress): void {
    if (this.#quiet) return;
    const text = describe(progress);
    if (this.#stream.isTTY) {
      const width = this.#stream.columns || 80;
      this.#stream.write(`\r\x1b[K${`${bar(progress.share ?? 0)} ${text}`.slice(0, width - 1)}`);
      this.#barShown = true;
      return;
    }
    const now = Date.now();
    if (now - this.#lastPlain < plainInterval * 1000 && progress.stage === this.#lastStage) return;
    this.#lastPlain = now;
    this.#lastStage = progress.stage;
    this.#stream.write(
      `${String(Math.round(100 * (progress.share ?? 0))).padStart(3)} % ${text}\n`,
    );
  }

  /** Ends the bar, so that what follows begins on a line of its own. */
  finish(): void {
    if (this.#barShown) this.#stream.write('\r\x1b[K');
    this.#barShown = false;
  }

  #line(line: string): void {
    this.finish();
    this.#stream.write(`${line}\n`);
  }
}

const barWidth = 24;

function bar(share: number): string {
  const full = Math.round(Math.min(1, Math.max(0, share)) * barWidth);
  return `[${'█'.repeat(full)}${'·'.repeat(barWidth - full)}]`;
}

function describe({
  stage,
  step,
  loss,
  learningRate,
  samplesPerSecond,
  secondsLeft,
}: ReportedProgress): string {
  const parts = [stage];
  if (step !== undefined && step !== null) parts.push(String(step));
  if (typeof loss === 'number') parts.push(`loss ${loss.toFixed(4)}`);
  if (typeof learningRate === 'number')
    parts.push(`learning rate ${learningRate.toExponential(1)}`);
  if (typeof samplesPerSecond === 'number') parts.push(`${Math.round(samplesPerSecond)} samples/s`);
  if (typeof secondsLeft === 'number') parts.push(`${clock(secondsLeft)} left`);
  return parts.join('  ');
}

/** Seconds as m:ss. */
export function clock(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
}
