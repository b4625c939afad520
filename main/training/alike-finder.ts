import type { SampleSpec } from '../../shared/sample-spec.ts';
import type { AlikeSource, JobResult } from '../../shared/training.ts';
import type { Matrix } from '../learn/data/matrix.ts';
import type { SampleSource } from '../learn/data/sample-source.ts';
import { type Familiar, outOfDistribution } from '../learn/explore/familiar.ts';
import { nearest, unitRows } from '../learn/explore/nearest.ts';
import { embedSamples } from '../learn/finetune/embed.ts';
import type { Network } from '../learn/models/network.ts';
import { readEncoder } from '../learn/pretrain/read-encoder.ts';
import { readEmbeddings } from './embeddings-file.ts';
import { readFamiliar } from './familiar-file.ts';
import { encoderNamed } from './names.ts';

type Neighbour = JobResult<'predict'>['alike'][number][number];

/** What was found of a sample. */
export interface Alike {
  /** Nearest first. */
  neighbours: Neighbour[];
  /** Whether it is unlike all training images; null where these were too few to say. */
  unfamiliar: boolean | null;
}

/** Finds training samples near others, by the embeddings of a pretrained encoder. Dispose of it when done. */
export class AlikeFinder {
  readonly #encoder: Network;
  readonly #bank: Matrix;
  readonly #sampleIds: Int32Array;
  readonly #familiar: Familiar | null;
  readonly #count: number;

  /** @throws {PretextError} `corrupt-file`, `not-found` */
  constructor(
    spec: SampleSpec,
    { encoder, weights, embeddings: file, familiar, count }: AlikeSource,
  ) {
    const { embeddings, sampleIds } = readEmbeddings(file);
    this.#bank = unitRows(embeddings);
    this.#sampleIds = sampleIds;
    this.#familiar = readFamiliar(familiar);
    this.#count = count;
    this.#encoder = readEncoder(weights, encoderNamed(encoder), spec);
  }

  /** Of each sample. */
  async find(source: SampleSource): Promise<Alike[]> {
    const fresh = await embedSamples(this.#encoder, source);
    const wanted = Math.max(this.#count, this.#familiar?.neighbour ?? 0);
    const near = await nearest(this.#bank, unitRows(fresh), wanted);
    const outside = this.#familiar && outOfDistribution(near, fresh, this.#familiar);
    const { count, rows, similarities } = near;
    return Array.from({ length: source.count }, (_, image) => ({
      neighbours: Array.from({ length: Math.min(this.#count, count) }, (_unused, rank) => ({
        sampleId: this.#sampleIds[rows[image * count + rank] ?? 0] ?? 0,
        similarity: similarities[image * count + rank] ?? 0,
      })),
      unfamiliar: outside && outside[image] === 1,
    }));
  }

  dispose(): void {
    this.#encoder.dispose();
  }
}
