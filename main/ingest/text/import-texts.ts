import { createHash } from 'node:crypto';
import { statSync } from 'node:fs';
import { PretextError } from '../../../shared/errors.ts';
import { encodeSampleText } from '../../files/sample-text.ts';
import type { Candidate } from '../candidate.ts';
import { Breather } from '../cooperative.ts';
import { cancelled } from '../decoder/decoder-pool.ts';
import type { SpawnDecoder } from '../decoder/spawn-decoder.ts';
import { firstReasons } from '../nothing-usable.ts';
import { RowWriter } from '../row-writer.ts';
import type { DuplicateFile, ImportedSample, SampleNote, SkippedFile } from '../types.ts';
import { TextSample } from './fit-texts.ts';
import { NearDuplicateTexts } from './near-duplicate-texts.ts';
import { type FoundText, TextFiles } from './text-files.ts';
import type { AskedColumns } from './text-messages.ts';
import { encodeMerges, type TextPreprocessing, tokenizerOf } from './text-preprocessing.ts';
import { Spool } from './text-spool.ts';
import { packTokens } from './tokenizer/pack-tokens.ts';
import type { Tokenizer } from './tokenizer/tokenizer.ts';
import { trainTokenizer } from './tokenizer/train-tokenizer.ts';

export interface TextImportRequest {
  inputs: readonly string[];
  packFile: string;
  thumbnailFile: string;
  /** Of the data set; `null` for its first texts, which the tokenizer is learnt from. */
  preprocessing: TextPreprocessing | null;
  labelsFrom: 'folders' | 'column' | null;
  /** Of tables: the column of the texts, and that of the labels; as the data set has kept them, or the likeliest, when left out. */
  textColumn?: string;
  /** `null` for none. */
  labelColumn?: string | null;
  /** Whether texts that are there twice are samples all the same, as for prediction. */
  keepCopies?: boolean;
  /** sha256 → name of a sample that the data set has already. */
  knownHashes?: ReadonlyMap<string, string>;
  onProgress?: (stage: TextStage, done: number, total: number | null) => void;
  signal?: AbortSignal | undefined;
  spawnDecoder?: SpawnDecoder;
}

/** `learn`: tokens, of those wanted; the others: files, and texts. */
export type TextStage = 'read' | 'learn' | 'pack';

export interface TextImportResult {
  /** As it was, but for columns that are known now. */
  preprocessing: TextPreprocessing;
  samples: Pick<
    ImportedSample,
    'path' | 'source' | 'sha256' | 'bytes' | 'row' | 'label' | 'notes'
  >[];
  skipped: SkippedFile[];
  duplicates: DuplicateFile[];
  nearDuplicates: string[][];
  ignored: number;
}

/** Tokens that are learnt: with more, TF-IDF of ten thousand texts would need gigabytes, and small transformers would be mostly table. */
const vocabularySize = 4096;

/** What is kept of a text between reading and packing. */
interface ReadText {
  name: string;
  source: string;
  text: string;
  label: string | null;
  notes: SampleNote[];
}

/**
 * Imports texts: of files, folders and zip archives of documents, mails, mailboxes, and tables or JSON files with a column of texts. The first import of
 * a data set learns its tokenizer and how long rows are. What cannot be read is listed, and stops nothing. When all there is are copies of
 * `knownHashes`, there is no pack.
 * @throws {PretextError} `not-found`, `no-data` with reasons, `cancelled`; `engine-missing`; `bad-usage` for columns that are not there
 * @throws {Error} the system's error (`ENOSPC`, …) when files cannot be written
 */
export async function importTexts(request: TextImportRequest): Promise<TextImportResult> {
  if (request.signal?.aborted === true) throw cancelled();
  const { inputs, preprocessing, labelsFrom, signal, spawnDecoder, onProgress } = request;
  const hasLabels = labelsFrom === 'column' && request.labelColumn !== null;
  const files = new TextFiles({
    inputs,
    textColumn: preprocessing?.textColumn ?? null,
    labelColumn: hasLabels ? (preprocessing?.labelColumn ?? undefined) : null,
    asked: askedColumns(request),
    signal,
    spawnDecoder,
    onProgress: (done, total) => onProgress?.('read', done, total),
  });
  const texts = labelled(files, inputs, labelsFrom);
  if (preprocessing !== null) return await new Packing(request, preprocessing).finish(texts, files);
  const spool = new Spool<ReadText>(`${request.packFile}.texts`);
  try {
    const fitted = await learnTexts(texts, spool, request, files);
    return await new Packing(request, fitted).finish(spool.read(), files);
  } catch (error) {
    throw signal?.aborted === true ? cancelled() : error;
  } finally {
    spool.remove();
  }
}

/** @throws {PretextError} `bad-usage` for what contradicts itself */
function askedColumns({ textColumn, labelColumn, labelsFrom }: TextImportRequest): AskedColumns {
  const asked = { text: textColumn ?? null, label: labelColumn ?? null };
  if (asked.text !== null && asked.text === asked.label) {
    throw new PretextError(
      'bad-usage',
      `The column ${JSON.stringify(asked.text)} cannot hold the texts and their labels.`,
      { remedy: 'Name another column for one of them.' },
    );
  }
  if (asked.label !== null && labelsFrom === 'folders') {
    throw new PretextError('bad-usage', 'Labels come from folders or from a column, not both.', {
      remedy: 'Leave one of them out.',
    });
  }
  return asked;
}

/** Later files are read by the columns that were asked for last, or else by the first ones. */
function withColumns<Before extends Pick<TextPreprocessing, 'textColumn' | 'labelColumn'>>(
  before: Before,
  { textColumn, labelColumn }: TextImportRequest,
  { columns }: TextFiles,
): Before {
  const text = textColumn ?? before.textColumn ?? columns?.text ?? null;
  const label = labelColumn ?? before.labelColumn ?? columns?.label ?? null;
  const isSame = text === before.textColumn && label === before.labelColumn;
  return isSame ? before : { ...before, textColumn: text, labelColumn: label };
}

async function learnTexts(
  texts: AsyncGenerator<ReadText>,
  spool: Spool<ReadText>,
  request: TextImportRequest,
  files: TextFiles,
): Promise<TextPreprocessing> {
  const { signal, onProgress } = request;
  const sample = new TextSample();
  let count = 0;
  const read = async function* (): AsyncGenerator<string> {
    for await (const one of texts) {
      spool.write(one);
      sample.add(one.text);
      count += 1;
      yield one.text;
    }
    if (count === 0) throw nothingUsable(files);
  };
  const tokenizer = await trainTokenizer(read(), {
    vocabularySize,
    ...(signal === undefined ? {} : { signal }),
    onProgress: ({ phase, done, total }) => {
      if (phase === 'learn') onProgress?.('learn', done, total);
    },
  });
  return {
    ...sample.fit(tokenizer),
    merges: encodeMerges(tokenizer),
    vocabulary: tokenizer.size,
    ...withColumns({ textColumn: null, labelColumn: null }, request, files),
  };
}

/** With labels by what was asked for. */
async function* labelled(
  files: TextFiles,
  inputs: readonly string[],
  labelsFrom: TextImportRequest['labelsFrom'],
): AsyncGenerator<ReadText> {
  const rootsAreClasses = inputs.filter(isFolder).length > 1;
  for await (const { document, candidate } of files.texts()) {
    yield {
      name: document.name,
      source: candidate.source,
      text: document.text,
      label: labelOf({ document, candidate }, labelsFrom, rootsAreClasses),
      notes: [...new Set([...candidate.notes, ...document.notes])],
    };
  }
}

function labelOf(
  { document, candidate }: FoundText,
  labelsFrom: TextImportRequest['labelsFrom'],
  rootsAreClasses: boolean,
): string | null {
  if (labelsFrom === 'column') return document.label;
  return labelsFrom === 'folders' ? folderOf(candidate, rootsAreClasses) : null;
}

/** Several folders without folders in them: someone has chosen the class folders, not the one above. */
function folderOf({ root, folders }: Candidate, rootsAreClasses: boolean): string | null {
  return folders[0] ?? (rootsAreClasses ? root : null);
}

/** What cannot even be looked at is in the report. */
function isFolder(input: string): boolean {
  return statSync(input, { throwIfNoEntry: false })?.isDirectory() === true;
}

/** Texts become rows of a pack, and cards beside it: both or neither. */
class Packing {
  readonly #request: TextImportRequest;
  readonly #preprocessing: TextPreprocessing;
  readonly #tokenizer: Tokenizer;
  readonly #rows: RowWriter;
  readonly #first: Map<string, string>;
  readonly #near = new NearDuplicateTexts();
  readonly #samples: TextImportResult['samples'] = [];
  readonly #duplicates: DuplicateFile[] = [];
  readonly #breather = new Breather();

  constructor(request: TextImportRequest, preprocessing: TextPreprocessing) {
    this.#request = request;
    this.#preprocessing = preprocessing;
    this.#tokenizer = tokenizerOf(preprocessing);
    this.#first = new Map(request.knownHashes);
    const { packFile, thumbnailFile } = request;
    const { length, vocabulary, tokensPerWord } = preprocessing;
    const spec = { kind: 'text', length, vocabulary, tokensPerWord } as const;
    this.#rows = new RowWriter({ packFile, thumbnailFile, spec });
  }

  async finish(texts: AsyncGenerator<ReadText>, files: TextFiles): Promise<TextImportResult> {
    let finished = false;
    try {
      let seen = 0;
      for await (const text of texts) {
        this.#request.signal?.throwIfAborted();
        this.#add(text);
        seen += 1;
        this.#request.onProgress?.('pack', seen, null);
        if (this.#breather.due) await this.#breather.pause();
      }
      if (seen === 0) throw nothingUsable(files);
      if (this.#samples.length > 0) {
        await this.#rows.finish();
        finished = true;
      }
    } finally {
      if (!finished) this.#rows.abort();
    }
    return {
      preprocessing: withColumns(this.#preprocessing, this.#request, files),
      samples: this.#samples,
      skipped: [...files.skipped],
      duplicates: this.#duplicates,
      nearDuplicates: this.#near.groups(),
      ignored: files.ignored,
    };
  }

  #add({ name: path, source, text, label, notes }: ReadText): void {
    const bytes = Buffer.from(text);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const of = this.#first.get(sha256);
    const { keepCopies = false } = this.#request;
    if (of !== undefined && !keepCopies) {
      this.#duplicates.push({ path, source, sha256, of, label });
      return;
    }
    this.#first.set(sha256, path);
    if (!keepCopies) this.#near.add(path, text);
    const tokens = packTokens(this.#tokenizer.encode(beginning(text)), this.#preprocessing.length);
    const packed = new Uint8Array(Int32Array.from(tokens).buffer);
    const row = this.#rows.append(packed, encodeSampleText({ text }));
    this.#samples.push({ path, source, sha256, bytes: bytes.length, row, label, notes });
  }
}

/** Characters that fill a row however long its tokens are: the rest need not be looked at. */
const mostCharacters = 200_000;

function beginning(text: string): string {
  return text.length <= mostCharacters ? text : text.slice(0, mostCharacters).toWellFormed();
}

function nothingUsable({ skipped }: TextFiles): PretextError {
  return new PretextError(
    'no-data',
    ['No text could be read.', ...firstReasons(skipped)].join('\n'),
    {
      remedy: 'Give text files, mails, or a table with a column of texts.',
    },
  );
}
