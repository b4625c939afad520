import { z } from 'zod';
import { PretextError } from '../../shared/errors.ts';
import type {
  PicturesRecord,
  RowsRecord,
  ShownRecord,
  TokensRecord,
} from '../../shared/training.ts';
import { encodePng } from '../files/encode-png.ts';
import { decodeRow } from '../ingest/tables/decode-row.ts';
import { tokenizerOf } from '../ingest/text/text-preprocessing.ts';
import type { RunRow } from '../store/runs.ts';
import type { PackedSampleRow } from '../store/samples.ts';
import type { Project } from './project.ts';
import { checkpointFiles, performJob } from './runs.ts';
import type { Services } from './services.ts';
import { textCard } from './text-card.ts';
import { textOfTokens } from './token-text.ts';

const shownByDefault = 4;
const configSchema = z.object({ method: z.string(), encoder: z.string() });

interface Example {
  sample: number;
  /** PNG, or of a text or row a card: SVG. */
  images: { caption: string; png: Uint8Array; text: string | null }[];
}

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
): Promise<Example[]> {
  const chosen = chooseSamples(project, sampleIds);
  const images = project.rowsOf(chosen);
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
): Promise<{ step: number; examples: Example[] }> {
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
      images: project.rowsOf(chosen),
      seed,
    },
    services,
  );
  return { step: newest.step, examples: examplesOf(project, chosen, made) };
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
    throw new PretextError('no-data', 'There are no training images.', {
      remedy: 'Import images, or take some in again.',
    });
  }
  return ids.map((id) => {
    const at = project.store.samples.pixelsOf(id);
    if (at === undefined) throw new PretextError('not-found', `Sample ${id} has no picture.`);
    return at;
  });
}

function examplesOf(
  project: Project,
  samples: readonly PackedSampleRow[],
  shown: ShownRecord,
): Example[] {
  if ('length' in shown) return textExamples(project, samples, shown);
  if ('features' in shown) return rowExamples(project, samples, shown);
  return pictureExamples(samples, shown);
}

/** Texts as cards. */
function textExamples(
  project: Project,
  samples: readonly PackedSampleRow[],
  { length, pictures }: TokensRecord,
): Example[] {
  const { preprocessing } = project.dataset();
  if (preprocessing.kind !== 'text') throw new RangeError('tokens of what is no text');
  const tokenizer = tokenizerOf(preprocessing);
  return samples.map(({ id }, at) => ({
    sample: id,
    images: pictures.map(({ caption, tokens, texts }) => {
      const all = new Int32Array(new Uint8Array(Buffer.from(tokens, 'base64')).buffer);
      const text = textOfTokens(tokenizer, all.subarray(at * length, (at + 1) * length));
      return { caption, png: textCard({ text }), text: texts[at] ?? null };
    }),
  }));
}

/** Rows as cards. */
function rowExamples(
  project: Project,
  samples: readonly PackedSampleRow[],
  { features, pictures }: RowsRecord,
): Example[] {
  const { preprocessing } = project.dataset();
  if (preprocessing.kind !== 'tables') throw new RangeError('rows of what is no table');
  return samples.map(({ id }, at) => ({
    sample: id,
    images: pictures.map(({ caption, values, texts }) => {
      const all = new Float32Array(new Uint8Array(Buffer.from(values, 'base64')).buffer);
      const row = all.subarray(at * features, (at + 1) * features);
      const columns = decodeRow(preprocessing.columns, row);
      return { caption, png: textCard({ columns }), text: texts[at] ?? null };
    }),
  }));
}

function pictureExamples(
  samples: readonly PackedSampleRow[],
  { height, width, channels, pictures }: PicturesRecord,
): Example[] {
  const bytes = height * width * channels;
  const shape = { height, width, channels };
  return samples.map(({ id }, at) => ({
    sample: id,
    images: pictures.map(({ caption, pixels, texts }) => {
      const own = Buffer.from(pixels, 'base64').subarray(at * bytes, (at + 1) * bytes);
      return { caption, png: encodePng(own, shape), text: texts[at] ?? null };
    }),
  }));
}
