import type { AlikeSource, JobResult } from '../../shared/training.ts';
import type { ImageSource } from '../learn/data/image-source.ts';
import type { Matrix } from '../learn/data/matrix.ts';
import { nearest, unitRows } from '../learn/explore/nearest.ts';
import { embedImages } from '../learn/finetune/embed.ts';
import type { Network } from '../learn/models/network.ts';
import { readEncoder } from '../learn/pretrain/read-encoder.ts';
import { readEmbeddings } from './embeddings-file.ts';
import { encoderNamed } from './names.ts';

type Neighbour = JobResult<'predict'>['alike'][number][number];

/** Finds training samples near images, by the embeddings of a pretrained encoder. Dispose of it when done. */
export class AlikeFinder {
  readonly #encoder: Network;
  readonly #bank: Matrix;
  readonly #sampleIds: Int32Array;
  readonly #count: number;

  /** @throws {PretextError} `corrupt-file`, `not-found` */
  constructor(
    inputShape: readonly [number, number, number],
    { encoder, weights, embeddings: file, count }: AlikeSource,
  ) {
    const { embeddings, sampleIds } = readEmbeddings(file);
    this.#bank = unitRows(embeddings);
    this.#sampleIds = sampleIds;
    this.#count = count;
    const [height, width, channels] = inputShape;
    const shape = { height, width, channels };
    this.#encoder = readEncoder(weights, encoderNamed(encoder), shape);
  }

  /** Of each image, nearest first. */
  async find(source: ImageSource): Promise<Neighbour[][]> {
    const queries = unitRows(await embedImages(this.#encoder, source));
    const { count, rows, similarities } = await nearest(this.#bank, queries, this.#count);
    return Array.from({ length: source.count }, (_, image) =>
      Array.from({ length: count }, (_unused, rank) => ({
        sampleId: this.#sampleIds[rows[image * count + rank] ?? 0] ?? 0,
        similarity: similarities[image * count + rank] ?? 0,
      })),
    );
  }

  dispose(): void {
    this.#encoder.dispose();
  }
}
