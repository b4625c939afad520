import { readFileSync } from 'node:fs';
import { forkDecoder, type SpawnDecoder } from '../../main/ingest/decoder/spawn-decoder.ts';

/** Decoder processes whose memory is watched. */
export interface WatchedDecoders {
  spawnDecoder: SpawnDecoder;
  started: number;
  /** What one of them had in memory at most, MiB; 0 where the system does not tell. */
  mostMemory: number;
}

const everyMs = 10;

export function watchedDecoders(): WatchedDecoders {
  const watched: WatchedDecoders = {
    started: 0,
    mostMemory: 0,
    spawnDecoder() {
      const child = forkDecoder();
      watched.started += 1;
      const timer = setInterval(() => {
        watched.mostMemory = Math.max(watched.mostMemory, peakMemory(child.pid ?? 0));
      }, everyMs);
      child.once('exit', () => clearInterval(timer));
      return child;
    },
  };
  return watched;
}

/** MiB. */
function peakMemory(pid: number): number {
  try {
    const [, kibibytes = '0'] =
      /VmHWM:\s*(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
    return Number(kibibytes) / 1024;
  } catch {
    return 0; // it has ended, or this is no Linux
  }
}
