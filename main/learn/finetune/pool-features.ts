import { packedLayout } from '../../../shared/sample-spec.ts';
import { giveWay, type WorkHooks } from '../data/give-way.ts';
import type { Matrix } from '../data/matrix.ts';
import { type SampleSource, subset } from '../data/sample-source.ts';
import type { Tensor } from '../engine/tensorflow.ts';
import { type CheapFeatures, cheapFeaturesOf } from '../features/cheap-features.ts';
import { principalAxes } from '../features/principal-axes.ts';
import { learnCheapFeatures } from '../features/registry.ts';
import type { EncoderGraph } from '../models/encoder.ts';
import { GraphBuilder } from '../models/graph.ts';
import { Network } from '../models/network.ts';
import { type EncoderName, encoderFor } from '../models/registry.ts';
import { readWeights } from '../pretrain/checkpoint.ts';
import { readEncoder } from '../pretrain/read-encoder.ts';
import { neighbourGraph } from '../propagate/neighbour-graph.ts';
import type { SparseGraph } from '../propagate/sparse-graph.ts';
import { ImageClassifier } from './classifier.ts';
import { embedSamples, mapSamples } from './embed.ts';
import { addJoined, type JoinedValues, setJoined } from './joined-network.ts';
import { Once } from './once.ts';
import { disposeClassifier } from './stages.ts';
import { type Standardization, standardizationOf } from './standardize.ts';

/** Axes that codes and embeddings are put on. */
const codeAxes = 128;
const embeddingAxes = 64;
/** Images that axes, means and deviations are taken over. */
const sampledImages = 10_000;
/** Images that means and deviations of the feature map are taken over. */
const standardizingImages = 4096;
/** Images that labels travel between; of more, so many are taken evenly, and all labelled ones. */
export const graphImages = 30_000;

/** The part of a pool that labels travel over. */
export interface Neighbourhood {
  /** Index of each in the pool, ascending. */
  rows: Int32Array;
  /** `[rows, features]`, of length 1. */
  features: Matrix;
  graph: SparseGraph;
}

export interface Pool {
  encoder: EncoderName;
  /** Weights of the pretrained encoder. */
  weights: string;
  /** Unlabelled and labelled training images. */
  pool: SampleSource;
  seed: number;
}

/** What can be said of a pool without a label, each computed once. */
export class PoolFeatures {
  readonly #pool: Pool;
  readonly encoderGraph: EncoderGraph;
  readonly #hooks: WorkHooks;
  readonly #once = new Once();

  constructor(pool: Pool, hooks: WorkHooks = {}) {
    this.#pool = pool;
    this.encoderGraph = encoderFor(pool.encoder, pool.pool.spec);
    this.#hooks = hooks;
  }

  /** Between two blocks of work on the pool: progress is told, and it can be ended. */
  async giveWay(): Promise<void> {
    await giveWay(this.#hooks, 0);
  }

  /** Unlabelled and labelled training images. */
  get images(): SampleSource {
    return this.#pool.pool;
  }

  /** Of one sample as networks take it: of images `[height, width, channels]`. */
  get inputShape(): readonly number[] {
    const { spec } = this.images;
    return packedLayout(spec).shape;
  }

  /** The pretrained encoder. The caller disposes of it. */
  pretrained(): Network {
    return readEncoder(this.#pool.weights, this.#pool.encoder, this.images.spec);
  }

  readPretrained(encoder: Network): void {
    readWeights(this.#pool.weights, [encoder]);
  }

  async cheap(): Promise<CheapFeatures> {
    return await this.#once.of('cheap', async () => {
      await giveWay(this.#hooks, 0);
      return learnCheapFeatures[this.images.spec.kind](this.images, this.#pool.seed);
    });
  }

  /** How cheap features are spread. */
  async codes(): Promise<Standardization> {
    return await this.#once.of('codes', async () => {
      const cheap = await this.cheap();
      const sampled = await this.#sampledCodes();
      return cheap.standardizationOf?.(sampled) ?? standardizationOf(sampled);
    });
  }

  /** How what an `ImageClassifier`'s head sees is spread. */
  async grid(): Promise<Standardization> {
    return await this.#once.of('grid', async () =>
      standardizationOf(await this.gridOf(this.#sample(standardizingImages))),
    );
  }

  /** What an `ImageClassifier`'s head sees of images, `[images, features]`. */
  async gridOf(source: SampleSource): Promise<Matrix> {
    const classifier = new ImageClassifier(this.encoderGraph, 2, 0);
    this.readPretrained(classifier.encoder);
    const features = (images: Tensor): Tensor => classifier.features(images);
    try {
      return await mapSamples(source, features, () => giveWay(this.#hooks, 0));
    } finally {
      disposeClassifier(classifier);
    }
  }

  /** What the graph of codes and embeddings is filled with. */
  async joinedValues(): Promise<JoinedValues> {
    return await this.#once.of('joined', async () => {
      const encoder = this.pretrained();
      try {
        const sample = this.#sample(sampledImages);
        const embeddings = await embedSamples(encoder, sample, () => giveWay(this.#hooks, 0));
        const { seed } = this.#pool;
        return {
          cheap: await this.cheap(),
          axes: {
            codes: principalAxes(await this.#sampledCodes(), codeAxes, seed, await this.codes()),
            embedding: principalAxes(embeddings, embeddingAxes, seed),
          },
        };
      } finally {
        encoder.dispose();
      }
    });
  }

  /**
   * Codes and embeddings joined, and the graph over them.
   * @param wanted rows of the pool that are in it for sure
   */
  async neighbourhood(wanted: Int32Array): Promise<Neighbourhood> {
    const { count } = this.images;
    if (count > graphImages) {
      const rows = new Set([...spread(count, graphImages), ...wanted]);
      return await this.#neighbourhood(Int32Array.from(rows).sort());
    }
    return await this.#once.of('neighbourhood', () =>
      this.#neighbourhood(spread(count, graphImages)),
    );
  }

  async #neighbourhood(rows: Int32Array): Promise<Neighbourhood> {
    const network = await this.joinedNetwork();
    try {
      const features = await mapSamples(
        subset(this.images, rows),
        (images) => network.apply(images, false),
        (done) => giveWay(this.#hooks, done / rows.length / 2),
      );
      const graph = await neighbourGraph(features, undefined, {
        ...this.#hooks,
        onProgress: (share) => this.#hooks.onProgress?.(0.5 + share / 2),
      });
      return { rows, features, graph };
    } finally {
      network.dispose();
    }
  }

  /** Images to codes and embedding joined, of length 1. The caller disposes of it. */
  async joinedNetwork(): Promise<Network> {
    const values = await this.joinedValues();
    const builder = new GraphBuilder(this.inputShape);
    addJoined(builder, this.encoderGraph, values);
    const network = new Network('joined', builder.build(), 0);
    const encoder = this.pretrained();
    setJoined(network, encoder, values);
    encoder.dispose();
    return network;
  }

  async #sampledCodes(): Promise<Matrix> {
    return await this.#once.of('sampled codes', async () =>
      cheapFeaturesOf(await this.cheap(), this.#sample(sampledImages), () =>
        giveWay(this.#hooks, 0),
      ),
    );
  }

  #sample(most: number): SampleSource {
    return subset(this.images, spread(this.images.count, most));
  }
}

/** At most `most` of `count` indices, evenly spread. */
function spread(count: number, most: number): Int32Array {
  const kept = Math.min(count, most);
  return Int32Array.from({ length: kept }, (_, i) => Math.floor((i * count) / kept));
}
