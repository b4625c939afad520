import type { Candidate } from '../candidate.ts';
import { DecoderFailure, DecoderProcess } from '../decoder/decoder-process.ts';
import { forkDecoder, type SpawnDecoder } from '../decoder/spawn-decoder.ts';
import { defaultLimits } from '../limits.ts';
import type { SniffedEntry } from './text-messages.ts';

/** For the beginning of one file. */
const timeoutMs = 30_000;

/** Tells texts in zip archives by their beginnings, in a process of its own that is started when there is one to look at. */
export class EntrySniffer {
  readonly #spawn: SpawnDecoder;
  #reader: DecoderProcess | null = null;

  constructor(spawnDecoder: SpawnDecoder = forkDecoder) {
    this.#spawn = spawnDecoder;
  }

  /** False for what cannot be read: the import itself says why. */
  async isText({ path: name, location }: Candidate): Promise<boolean> {
    if (location.at !== 'zip-entry') return false;
    try {
      const reader = await this.#started();
      const request = { op: 'sniff-entry', name, location, limits: defaultLimits } as const;
      return (await reader.askTexts<SniffedEntry>(request, timeoutMs)).isText;
    } catch (error) {
      if (!(error instanceof DecoderFailure)) throw error;
      await this.close();
      return false;
    }
  }

  async close(): Promise<void> {
    await this.#reader?.stop();
    this.#reader = null;
  }

  async #started(): Promise<DecoderProcess> {
    if (this.#reader !== null) return this.#reader;
    this.#reader = new DecoderProcess(this.#spawn);
    await this.#reader.ready();
    return this.#reader;
  }
}
