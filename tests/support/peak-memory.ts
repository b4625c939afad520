import type { ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** Resident memory, in bytes, while something goes on: of this process by samples, and of a decoder process as the system counts it. */
export class PeakMemory {
  /** The most that any decoder process ever had; 0 where the system does not say (Linux does). */
  ofDecoder = 0;
  readonly #before = process.memoryUsage.rss();
  #peak = this.#before;
  readonly #children: ChildProcess[] = [];
  readonly #timer = setInterval(() => this.#sample(), 20);

  /** How much more this process had than at first. */
  get growth(): number {
    return this.#peak - this.#before;
  }

  watch(decoder: ChildProcess): ChildProcess {
    this.#children.push(decoder);
    return decoder;
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #sample(): void {
    this.#peak = Math.max(this.#peak, process.memoryUsage.rss());
    for (const { pid } of this.#children) this.ofDecoder = Math.max(this.ofDecoder, peakOf(pid));
  }
}

/** The peak so far, which no sample can miss; 0 for a process that is gone. */
function peakOf(pid: number | undefined): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    return 1024 * Number(/^VmHWM:\s*(\d+) kB$/m.exec(status)?.[1] ?? 0);
  } catch {
    return 0;
  }
}
