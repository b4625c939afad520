import { statSync } from 'node:fs';
import { messageOf, PretextError } from '../../../shared/errors.ts';
import { byPath, type Candidate } from '../candidate.ts';
import { CandidateCollector } from '../candidate-collector.ts';
import { expand } from '../containers/expand.ts';
import { findFiles } from '../containers/inputs.ts';
import { sortCooperatively } from '../cooperative.ts';
import { cancelled } from '../decoder/decoder-pool.ts';
import { DecoderFailure, DecoderProcess } from '../decoder/decoder-process.ts';
import { forkDecoder, type SpawnDecoder } from '../decoder/spawn-decoder.ts';
import { defaultLimits } from '../limits.ts';
import { skippedFile } from '../refusal.ts';
import type { SkippedFile } from '../types.ts';
import { ColumnsFound } from './columns-found.ts';
import { formatOfName } from './sniff-text.ts';
import type { TextDocument } from './text-input.ts';
import type { AskedColumns, TextsAnswer, TextsColumns, TextsRequest } from './text-messages.ts';

/** For one answer: what is asked for stops by itself after a second, but within one document it cannot. */
const answerTimeoutMs = 120_000;
/** Bytes a millisecond that reading takes at the very least: a line may be as long as its file. */
const slowestBytes = 2000;

export interface FoundText {
  document: TextDocument;
  candidate: Candidate;
}

export interface TextFilesRequest {
  inputs: readonly string[];
  /** Of tables, as kept with the data set. */
  textColumn: string | null;
  /** `undefined`: the likeliest. */
  labelColumn: string | null | undefined;
  /** Goes before these. Some table must have each, and every one that is named itself. */
  asked: AskedColumns;
  signal?: AbortSignal | undefined;
  spawnDecoder?: SpawnDecoder | undefined;
  onProgress?: ((done: number, total: number) => void) | undefined;
}

/**
 * The texts of files, folders and zip archives, in the order of their paths. Files are read in a process of its own; one that takes it down costs
 * itself alone. What is found besides texts grows while they come.
 */
export class TextFiles {
  /** Of the first table. */
  columns: TextsColumns | null = null;
  readonly #request: TextFilesRequest;
  readonly #found: ColumnsFound;
  readonly #files: CandidateCollector;
  #reader: DecoderProcess | null = null;

  constructor(request: TextFilesRequest) {
    this.#request = request;
    this.#found = new ColumnsFound(request.asked);
    this.#files = new CandidateCollector({ signal: request.signal });
  }

  get skipped(): readonly SkippedFile[] {
    return this.#files.skipped;
  }

  get ignored(): number {
    return this.#files.ignored;
  }

  /** @throws {PretextError} `not-found`, `cancelled`, `engine-missing`; `bad-usage` where no table has a column that is asked for */
  async *texts(): AsyncGenerator<FoundText> {
    const { signal, inputs, onProgress } = this.#request;
    const stop = (): void => {
      void this.#reader?.stop(); // never rejects
    };
    signal?.addEventListener('abort', stop, { once: true });
    try {
      const found = await this.#collect(findFiles(inputs, inputs.length > 1));
      const files: Candidate[] = [];
      for (const candidate of found) {
        if (candidate.extension !== 'zip') files.push(candidate);
        // One by one: a zip may hold more than fit on the stack.
        else for (const entry of await this.#unpacked(candidate)) files.push(entry);
      }
      const sorted = await sortCooperatively(files, byPath);
      for (const [at, candidate] of sorted.entries()) {
        yield* this.#textsOf(candidate);
        onProgress?.(at + 1, sorted.length);
      }
      this.#found.checkAll();
    } catch (error) {
      throw signal?.aborted === true ? cancelled() : error;
    } finally {
      signal?.removeEventListener('abort', stop);
      await this.#reader?.stop();
      this.#reader = null;
    }
  }

  async #unpacked(candidate: Candidate): Promise<Candidate[]> {
    return await this.#collect(expand(candidate, { is: 'zip' }, defaultLimits));
  }

  async #collect(found: ReturnType<typeof findFiles>): Promise<Candidate[]> {
    const candidates = await this.#files.collect(found);
    return candidates.map((candidate) => this.#files.named(candidate));
  }

  async *#textsOf(candidate: Candidate): AsyncGenerator<FoundText> {
    const { textColumn, labelColumn, asked } = this.#request;
    const timeoutMs = answerTimeoutMs + bytesOf(candidate) / slowestBytes;
    const open = {
      op: 'open-texts',
      name: candidate.path,
      location: candidate.location,
      limits: defaultLimits,
      textColumn: textColumn ?? this.columns?.text ?? null,
      labelColumn: this.columns === null ? labelColumn : this.columns.label,
      asked,
    } as const;
    for (let request: TextsRequest = open; ; request = { op: 'next-texts' }) {
      const answer = await this.#ask(request, candidate, timeoutMs);
      this.columns ??= answer.columns;
      this.#found.see(candidate, answer);
      for (const text of answer.texts) {
        if (text.is === 'document') {
          yield { document: text, candidate };
          continue;
        }
        const isFile = text.name === candidate.path;
        const isMeant = candidate.named || formatOfName(candidate.path) !== null;
        if (isFile && !isMeant && ['not-text', 'unsupported', 'empty'].includes(text.code)) {
          this.#files.reject(null);
        } else {
          const row = { path: text.name, source: candidate.source };
          this.#files.reject(skippedFile(row, text.code, text.clause));
        }
      }
      if (answer.done) return;
    }
  }

  async #ask(request: TextsRequest, candidate: Candidate, timeoutMs: number): Promise<TextsAnswer> {
    try {
      const reader = await this.#started();
      return await reader.askTexts<TextsAnswer>(request, timeoutMs);
    } catch (error) {
      if (this.#request.signal?.aborted === true) throw cancelled();
      if (!(error instanceof DecoderFailure) || error.code === 'stopped') throw error;
      if (error.code === 'not-started') {
        throw new PretextError('engine-missing', `Files cannot be read: ${messageOf(error)}`, {
          remedy: 'Install Pretext Studio again.',
          cause: error,
        });
      }
      await this.#reader?.stop();
      this.#reader = null;
      const clause =
        error.code === 'timeout'
          ? `takes too long to read (${error.message})`
          : `makes the reading process end (${error.message})`;
      const { code } = error;
      return {
        is: 'texts',
        texts: [{ is: 'refused', name: candidate.path, code, clause }],
        columns: null,
        done: true,
      };
    }
  }

  async #started(): Promise<DecoderProcess> {
    if (this.#reader !== null) return this.#reader;
    const reader = new DecoderProcess(this.#request.spawnDecoder ?? forkDecoder);
    this.#reader = reader;
    await reader.ready();
    return reader;
  }
}

function bytesOf({ location }: Candidate): number {
  if (location.at === 'zip-entry') return location.uncompressedSize;
  const file = typeof location.file === 'string' ? location.file : Buffer.from(location.file);
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}
