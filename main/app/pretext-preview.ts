import { z } from 'zod';
import type { GuessedExample, Passage, ShownValue } from '../../shared/contract/pretext.ts';
import { PretextError } from '../../shared/errors.ts';
import type { SampleText } from '../../shared/sample-text.ts';
import type {
  ImageRows,
  PicturesRecord,
  ShownRecord,
  VectorsRecord,
} from '../../shared/training.ts';
import { encodePng } from '../files/encode-png.ts';
import { decodeRow } from '../ingest/tables/decode-row.ts';
import { tokenizerOf } from '../ingest/text/text-preprocessing.ts';
import type { RunRow } from '../store/runs.ts';
import type { PackedSampleRow } from '../store/samples.ts';
import { changedValues, changingFirst } from './changed-values.ts';
import { changedWords } from './changed-words.ts';
import { kindOf } from './data-kinds/registry.ts';
import { comparesFiles, othersOfFiles, withFiles } from './files-of-clips.ts';
import type { Preprocessing } from './preprocessing/preprocessing.ts';
import type { Project } from './project.ts';
import { checkpointFiles, performJob } from './runs.ts';
import type { Services } from './services.ts';
import { textCard } from './text-card.ts';
import { textOfTokens } from './token-text.ts';

const shownByDefault = 4;
const configSchema = z.object({ method: z.string(), encoder: z.string() });

/**
 * Some images of the data as a pretext task shows them to the model.
 * @param sampleIds chosen evenly from the training images when left out
 * @throws {PretextError} `not-found`, `no-data`, `bad-usage` for an unknown task
 */
export async function previewTask(
  project: Project,
  method: string,
  sampleIds: readonly number[] | undefined,
  seed: number,
  services: Services,
): Promise<GuessedExample[]> {
  const chosen = chooseSamples(project, sampleIds);
  const images = rowsFor(method, project, chosen);
  const spec = { kind: 'preview', method, images, seed } as const;
  return examplesOf(project, chosen, await performJob<'preview'>(spec, services));
}

/**
 * What a pretraining's model makes of its task on some images, by its newest checkpoint.
 * @throws {PretextError} as `previewTask`; `no-data` before the first checkpoint
 */
export async function guessesOf(
  project: Project,
  run: RunRow,
  sampleIds: readonly number[] | undefined,
  seed: number,
  services: Services,
): Promise<{ step: number; examples: GuessedExample[] }> {
  const [newest] = checkpointFiles(project, run.id);
  if (newest === undefined) {
    throw new PretextError('no-data', `Run ${run.id} has no checkpoint yet.`, {
      remedy: 'Wait for the first: it comes within seconds.',
    });
  }
  const chosen = chooseSamples(project, sampleIds);
  const { method, encoder } = configSchema.parse(JSON.parse(run.config));
  const made = await performJob<'guess'>(
    {
      kind: 'guess',
      method,
      encoder,
      checkpoint: newest.file,
      images: rowsFor(method, project, chosen),
      seed,
    },
    services,
  );
  return { step: newest.step, examples: examplesOf(project, chosen, made) };
}

/** Where samples are; for a task that compares files, with another of each one's file behind them, where there is one. */
function rowsFor(method: string, project: Project, chosen: readonly PackedSampleRow[]): ImageRows {
  if (!comparesFiles(method)) return project.rowsOf(chosen);
  const all = [...chosen, ...othersOfFiles(project, chosen)];
  return withFiles(project.rowsOf(all), all);
}

/** @throws {PretextError} `not-found`, `no-data` */
function chooseSamples(
  project: Project,
  sampleIds: readonly number[] | undefined,
): PackedSampleRow[] {
  const dataset = project.dataset();
  const filter = { status: ['ready'], split: 'train' } as const;
  const ids = sampleIds ?? project.store.lists.spread(dataset.id, filter, shownByDefault);
  if (ids.length === 0) {
    const { many } = kindOf(dataset.preprocessing).noun;
    throw new PretextError('no-data', `There are no training ${many}.`, {
      remedy: `Import ${many}, or take some in again.`,
    });
  }
  return ids.map((id) => {
    const at = project.store.samples.pixelsOf(id);
    if (at === undefined) throw new PretextError('not-found', `Sample ${id} is not there.`);
    return at;
  });
}

function examplesOf(
  project: Project,
  samples: readonly PackedSampleRow[],
  shown: ShownRecord,
): GuessedExample[] {
  return 'length' in shown
    ? cardExamples(project, samples, shown)
    : pictureExamples(samples, shown);
}

/** Texts, or rows of a table, as cards, and in words. */
function cardExamples(
  project: Project,
  samples: readonly PackedSampleRow[],
  { length, pictures }: VectorsRecord,
): GuessedExample[] {
  const read = reader(project.dataset().preprocessing);
  const all = pictures.map(({ values }) => new Uint8Array(Buffer.from(values, 'base64')).buffer);
  const shownAt = pictures.findIndex(({ caption }) => shownCaptions.includes(caption));
  return samples.map(({ id }, at) => {
    const of = all.map((bytes) =>
      bytes.slice(valueBytes * at * length, valueBytes * (at + 1) * length),
    );
    const versions = read(of, shownAt);
    return {
      sample: id,
      images: pictures.map(({ caption, texts }, i) => {
        const { card, words = null, values = null } = versions[i] ?? { card: { text: '' } };
        return { caption, png: textCard(card), text: texts[at] ?? null, words, values };
      }),
    };
  });
}

/** Of what a model is shown in place of a sample, changed, for it to say what was there. */
const shownCaptions = ['begins', 'hidden'];

/** Of a token or a feature. */
const valueBytes = 4;

interface Version {
  card: SampleText;
  words?: Passage[];
  values?: ShownValue[];
}

/** Makes words of versions of a sample, one of which the model may have been shown: −1 for none. */
type Reader = (versions: readonly ArrayBuffer[], shownAt: number) => Version[];

function reader(preprocessing: Preprocessing): Reader {
  if (preprocessing.kind === 'text') {
    const tokenizer = tokenizerOf(preprocessing);
    return (versions, shownAt) => {
      const tokens = versions.map((each) => new Int32Array(each));
      const words = changedWords(tokenizer, tokens, tokens[shownAt] ?? null);
      return tokens.map((ids, i) => ({
        card: { text: textOfTokens(tokenizer, ids).trimStart() },
        words: words[i] ?? [],
      }));
    };
  }
  if (preprocessing.kind === 'tables') {
    const { columns } = preprocessing;
    return (versions, shownAt) => {
      const rows = versions.map((values) => decodeRow(columns, new Float32Array(values)));
      const values = changedValues(rows, rows[shownAt] ?? null);
      const shown = changingFirst(rows);
      return rows.map((row, i) => ({
        card: { columns: shown.flatMap((at) => (row[at] === undefined ? [] : [row[at]])) },
        values: values[i] ?? [],
      }));
    };
  }
  throw new RangeError(`${preprocessing.kind} are shown as pictures`);
}

function pictureExamples(
  samples: readonly PackedSampleRow[],
  { height, width, channels, pictures }: PicturesRecord,
): GuessedExample[] {
  const bytes = height * width * channels;
  const shape = { height, width, channels };
  return samples.map(({ id }, at) => ({
    sample: id,
    images: pictures.map(({ caption, pixels, texts }) => {
      const own = Buffer.from(pixels, 'base64').subarray(at * bytes, (at + 1) * bytes);
      const png = encodePng(own, shape);
      return { caption, png, text: texts[at] ?? null, words: null, values: null };
    }),
  }));
}
