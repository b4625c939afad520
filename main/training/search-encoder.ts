import { PretextError } from '../../shared/errors.ts';
import { packedBytes, type SampleSpec } from '../../shared/sample-spec.ts';
import type { SearchEncoder } from '../../shared/training.ts';
import { type Matrix, rowOf } from '../learn/data/matrix.ts';
import type { SampleSource } from '../learn/data/sample-source.ts';
import { unitRows } from '../learn/explore/nearest.ts';
import { embedSamples } from '../learn/finetune/embed.ts';
import type { Network } from '../learn/models/network.ts';
import { readEncoder } from '../learn/pretrain/read-encoder.ts';
import type { WeightTrial } from '../learn/retrieve/try-weights.ts';
import { withImages } from './images.ts';
import { encoderNamed } from './names.ts';

/** Tells as which vectors texts lie beside each other. Dispose of it when done. */
export class TextEmbedder {
  readonly #network: Network;
  readonly #spec: SampleSpec;
  /** Of all texts, rows of length 1. */
  readonly embeddings: Matrix;

  private constructor(network: Network, spec: SampleSpec, embeddings: Matrix) {
    this.#network = network;
    this.#spec = spec;
    this.embeddings = embeddings;
  }

  /** @param onProgress told the share that is done @throws {PretextError} `corrupt-file`, `not-found` */
  static async load(
    { encoder, weights, images }: SearchEncoder,
    onProgress: (share: number) => Promise<void> | void,
  ): Promise<TextEmbedder> {
    return await withImages(images, async (source) => {
      const network = readEncoder(weights, encoderNamed(encoder), source.spec);
      try {
        const embeddings = await embedSamples(network, source, (done) =>
          onProgress(done / source.count),
        );
        return new TextEmbedder(network, source.spec, unitRows(embeddings));
      } catch (error) {
        network.dispose();
        throw error;
      }
    });
  }

  /** Of rows of tokens, int32 as base64; rows of length 1. */
  async embed(tokens: readonly string[]): Promise<Matrix> {
    return unitRows(await embedSamples(this.#network, tokensInMemory(tokens, this.#spec)));
  }

  /** Texts that were cut in two, with their embeddings: one trial a query. */
  async trialsOf(trials: SearchEncoder['trials']): Promise<WeightTrial[]> {
    const kept = await this.embed(trials.map(({ keptTokens }) => keptTokens));
    const asked = await this.embed(
      trials.flatMap(({ queries }) => queries.map(({ tokens }) => tokens)),
    );
    let query = 0;
    return trials.flatMap(({ text, kept: words, queries }, at) =>
      queries.map((each) => {
        const queryEmbedding = rowOf(asked, query);
        query += 1;
        const keptEmbedding = rowOf(kept, at);
        return { text, kept: words, keptEmbedding, query: each.text, queryEmbedding };
      }),
    );
  }

  dispose(): void {
    this.#network.dispose();
  }
}

function tokensInMemory(rows: readonly string[], spec: SampleSpec): SampleSource {
  const wanted = packedBytes(spec);
  return {
    count: rows.length,
    spec,
    readInto(index, target, offset) {
      const bytes = Buffer.from(rows[index] ?? '', 'base64');
      if (bytes.length !== wanted) {
        throw new PretextError(
          'training-failed',
          `A text of ${bytes.length} bytes of tokens was sent to an encoder that takes ${wanted}.`,
          { remedy: 'Please report this: it is a fault in Pretext Studio.' },
        );
      }
      target.set(bytes, offset);
    },
  };
}
