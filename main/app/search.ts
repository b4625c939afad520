import { mostAsked } from '../../shared/contract/search.ts';
import { PretextError } from '../../shared/errors.ts';
import type { FoundTexts, JobSpec, LiveQuestion, SearchBasis } from '../../shared/training.ts';
import { tokenizerOf } from '../ingest/text/text-preprocessing.ts';
import type { Tokenizer } from '../ingest/text/tokenizer/tokenizer.ts';
import type { RunRow } from '../store/runs.ts';
import type { PackedSampleRow } from '../store/samples.ts';
import { LiveSearcher } from '../training/live-searcher.ts';
import { encoderOf } from './embed.ts';
import type { PreprocessingOf } from './preprocessing/preprocessing.ts';
import { pretrainingResult } from './pretrain.ts';
import type { Project } from './project.ts';
import { searchTrials, tokenRow } from './search-trials.ts';
import { keptRows, searchableTexts, textsOnly } from './searchable-texts.ts';
import type { Services } from './services.ts';

/** The same texts give the same answers. */
const seed = 1;
/** An answer less certain than this is none: it is rather wrong than right. */
const certainEnough = 0.5;

type Found<Wants extends FoundTexts['wants']> = Extract<FoundTexts, { wants: Wants }>;
type OfSample<Part> = Omit<Part, 'text'> & { sampleId: number; path: string };

export interface SearchResult extends Omit<Found<'search'>, 'wants' | 'hits'> {
  hits: OfSample<Found<'search'>['hits'][number]>[];
}

export interface AnswerResult {
  /** Whether the first passage is an answer: it is certain enough. */
  isKnown: boolean;
  /** That the first passage answers, 0…1. */
  confidence: number;
  /** Best first; of an answer that is none, what came nearest. */
  passages: OfSample<Found<'answer'>['passages'][number]>[];
}

/** The encoder that a search goes by when none is asked for; null for a project without one. */
export function searchRun(project: Project): RunRow | null {
  return project.store.runs.latest('pretrain', 'finished') ?? null;
}

/** Whether a pretraining's last verdict is that it learned by heart: what it takes for alike may be chance. */
export function hasLearnedByHeart(run: RunRow): boolean {
  return pretrainingResult(run)?.verdict.state === 'overfitting';
}

/** What is asked for, without white space around it. @throws {PretextError} `bad-usage` for nothing, or a book */
export function checkedQuery(text: string): string {
  const query = text.trim();
  if (query === '') {
    throw new PretextError('bad-usage', 'Nothing is asked for.', {
      remedy: 'Give some words, a sentence or a question.',
    });
  }
  if (query.length > mostAsked) {
    throw new PretextError(
      'bad-usage',
      `The query has ${query.length.toLocaleString('en-US')} characters.`,
      { remedy: `Give ${mostAsked.toLocaleString('en-US')} at most.` },
    );
  }
  return query.toWellFormed();
}

/** The texts of a project, read and ready to be searched. Stop it when done. */
export class Search {
  readonly #searcher: LiveSearcher;
  readonly #samples: readonly PackedSampleRow[];
  readonly #tokenizer: Tokenizer;
  readonly #length: number;
  /** What it goes by. */
  readonly basis: SearchBasis;

  private constructor(
    searcher: LiveSearcher,
    samples: readonly PackedSampleRow[],
    { length, ...preprocessing }: PreprocessingOf<'text'>,
    basis: SearchBasis,
  ) {
    this.#searcher = searcher;
    this.#samples = samples;
    this.#tokenizer = tokenizerOf({ length, ...preprocessing });
    this.#length = length;
    this.basis = basis;
  }

  /**
   * Reads all texts of a project in a process that goes on answering.
   * @param run the pretraining whose encoder helps to search; null for words alone
   * @throws {PretextError} `bad-usage` for a project of other data, `no-data`, `cancelled`, `training-died`
   */
  static async open(
    project: Project,
    run: RunRow | null,
    { host, reporter, signal, watcher }: Services,
  ): Promise<Search> {
    const preprocessing = textsOnly(project);
    const samples = await searchableTexts(project);
    if (samples.length === 0) throw nothingLeft(project);
    const spec = await specOf(project, run, preprocessing, samples);
    signal.throwIfAborted();
    const searcher = new LiveSearcher(host, spec, {
      onProgress: (progress) => reporter.progress(progress),
      onSilence: (seconds) =>
        reporter.warn(`The process that searches has not answered for ${seconds} seconds.`),
    });
    watcher?.onRunning(searcher.process);
    const { promise: stopped, reject: stop } = Promise.withResolvers<never>();
    const onAbort = (): void => stop(signal.reason);
    signal.addEventListener('abort', onAbort);
    try {
      const basis = await Promise.race([searcher.ready, stopped]);
      return new Search(searcher, samples, preprocessing, basis);
    } catch (error) {
      await searcher.stop();
      throw error;
    } finally {
      signal.removeEventListener('abort', onAbort);
    }
  }

  /** Texts that fit a query, best first. @throws {PretextError} `bad-usage`, `training-died` */
  async find(text: string, count: number): Promise<SearchResult> {
    const query = checkedQuery(text);
    const tokens =
      this.basis.weights === null ? null : tokenRow(this.#tokenizer, query, this.#length);
    const found = await this.#ask({ wants: 'search', text: query, tokens, count });
    if (found.wants !== 'search') throw mixedUp();
    const { wants: _, hits, ...rest } = found;
    return { ...rest, hits: hits.map((hit) => this.#ofSample(hit)) };
  }

  /** What answers a question; that it does not know, where nothing does. @throws {PretextError} `bad-usage`, `training-died` */
  async answer(text: string, count: number): Promise<AnswerResult> {
    const query = checkedQuery(text);
    const found = await this.#ask({ wants: 'answer', text: query, tokens: null, count });
    if (found.wants !== 'answer') throw mixedUp();
    const { confidence, passages } = found;
    return {
      isKnown: confidence >= certainEnough,
      confidence,
      passages: passages.map((passage) => this.#ofSample(passage)),
    };
  }

  /** Resolves once its process has gone. */
  get ended(): Promise<void> {
    return this.#searcher.ended;
  }

  async stop(): Promise<void> {
    await this.#searcher.stop();
  }

  async #ask(question: Omit<LiveQuestion, 'type' | 'id'>): Promise<FoundTexts> {
    return await this.#searcher.ask(question);
  }

  #ofSample<Part extends { text: number }>({ text, ...part }: Part): OfSample<Part> {
    const sample = this.#samples[text];
    return { ...part, sampleId: sample?.id ?? 0, path: sample?.path ?? '' };
  }
}

async function specOf(
  project: Project,
  run: RunRow | null,
  preprocessing: PreprocessingOf<'text'>,
  samples: readonly PackedSampleRow[],
): Promise<JobSpec<'search-live'>> {
  const texts = keptRows(project, samples);
  const encoder =
    run === null
      ? null
      : {
          ...encoderOf(project, run),
          images: project.rowsOf(samples),
          trials: await searchTrials(texts, tokenizerOf(preprocessing), preprocessing.length, seed),
        };
  return { kind: 'search-live', texts, encoder, seed };
}

function nothingLeft(project: Project): PretextError {
  return new PretextError('no-data', `All texts of ${project.name} are left out.`, {
    path: project.dir,
    remedy: 'Import texts, or take some in again.',
  });
}

function mixedUp(): PretextError {
  return new PretextError('training-failed', 'The search gave another answer than was asked for.', {
    remedy: 'Please report this: it is a fault in Pretext Studio.',
  });
}
