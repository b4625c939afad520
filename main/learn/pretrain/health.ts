import { readBatch } from '../data/read-batch.ts';
import { filesAt, type SampleSource, subset } from '../data/sample-source.ts';
import { mixSeed, permutation } from '../data/seeded.ts';
import { dataKinds } from '../data-kinds/registry.ts';
import { StepRandom } from '../engine/random.ts';
import { type Tensor, tf } from '../engine/tensorflow.ts';
import { type EmbeddingHealth, embeddingHealth } from '../evaluate/embedding-health.ts';
import { knnProbe } from '../evaluate/knn.ts';
import { embedSamples } from '../finetune/embed.ts';
import type { PretextModel } from '../pretext/pretext-task.ts';

/** Labels of some of the source's samples, for the kNN probe. */
export interface KnownLabels {
  /** Index of each labelled sample in the source. */
  indices: Int32Array;
  /** Its class, 0 … classes − 1. */
  labels: Int32Array;
  classes: number;
}

export interface Health extends EmbeddingHealth {
  /** Accuracy of the kNN probe, leave one out over the known labels; null without labels. */
  knn: number | null;
  /** The task's loss on samples held out of pretraining; null when there are too few. */
  heldOutLoss: number | null;
}

const measuredSamples = 512;

/** Measures an encoder while it is being pretrained. Always on the same samples and views. */
export class HealthProbe {
  readonly #source: SampleSource;
  readonly #heldOut: SampleSource | null;
  readonly #known: KnownLabels | null;
  readonly #indices: Int32Array;
  readonly #seed: number;

  constructor(
    source: SampleSource,
    heldOut: SampleSource | null,
    known: KnownLabels | null,
    seed: number,
  ) {
    this.#source = source;
    this.#heldOut = heldOut;
    this.#known = known;
    this.#seed = mixSeed(seed, 'health');
    this.#indices = permutation(source.count, this.#seed).slice(0, measuredSamples);
  }

  async measure(model: PretextModel, batchSize: number): Promise<Health> {
    const [first, second] = tf.tidy(() => {
      const samples = readBatch(this.#source, this.#indices);
      const { spec } = this.#source;
      const { view, toNetwork } = dataKinds[spec.kind];
      const seen = (which: number): Tensor => {
        const random = new StepRandom(this.#seed, which);
        return model.encoder.apply(toNetwork(view(samples, 'mild', random, spec)), false);
      };
      return [seen(1), seen(2)];
    }) as [Tensor, Tensor];
    const health = embeddingHealth(first, second);
    tf.dispose([first, second] as never);
    return {
      ...health,
      knn: await this.#knn(model),
      heldOutLoss: this.#lossOnHeldOut(model, batchSize),
    };
  }

  /** See `PretextModel.spread`; null for a task that has none. */
  spread(model: PretextModel): number | null {
    if (model.spread === undefined) return null;
    return tf.tidy(() => {
      const samples = readBatch(this.#source, this.#indices);
      return model.spread?.(samples).dataSync()[0] ?? Number.NaN;
    });
  }

  async #knn(model: PretextModel): Promise<number | null> {
    if (this.#known === null || this.#known.indices.length < 2) return null;
    const { indices, labels, classes } = this.#known;
    const embeddings = await embedSamples(model.encoder, subset(this.#source, indices));
    return knnProbe(embeddings, labels, classes);
  }

  /** The mean over whole batches, since a contrastive loss depends on the batch's size. */
  #lossOnHeldOut(model: PretextModel, batchSize: number): number | null {
    const heldOut = this.#heldOut;
    if (heldOut === null) return null;
    const size = Math.min(batchSize, heldOut.count);
    const batches = measuredOf(heldOut.count, batchSize) / size;
    let sum = 0;
    for (let batch = 0; batch < batches; batch++) {
      const indices = Int32Array.from({ length: size }, (_, i) => batch * size + i);
      const loss = tf.tidy(() => {
        const samples = readBatch(heldOut, indices);
        const random = new StepRandom(this.#seed, 100 + batch);
        const files = heldOut.fileOf && tf.tensor1d(filesAt(heldOut.fileOf, indices), 'int32');
        return (
          model.loss(samples, random, false, files as Tensor | undefined).loss.dataSync()[0] ??
          Number.NaN
        );
      });
      sum += loss;
    }
    return sum / batches;
  }
}

/** Held-out samples that the loss is measured on: those of whole batches. */
export function measuredOf(heldOut: number, batchSize: number): number {
  const size = Math.min(batchSize, heldOut);
  return size === 0 ? 0 : Math.floor(heldOut / size) * size;
}
