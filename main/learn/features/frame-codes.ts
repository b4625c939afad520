import { type SpecOf, specOfKind } from '../../../shared/sample-spec.ts';
import { readSamples, type SampleSource } from '../data/sample-source.ts';
import { mixSeed } from '../data/seeded.ts';
import { tf } from '../engine/tensorflow.ts';
import { type GraphBuilder, graphInput } from '../models/graph.ts';
import type { Network } from '../models/network.ts';
import type { CheapFeatures, LearnCheapFeatures } from './cheap-features.ts';
import { addPatchCodes, learnPatches, type PatchDictionary, setPatchCodes } from './patch-codes.ts';

const words = 256;
/** Grey pictures that movement is seen in. */
const mostSteps = 8;

/** A picture that clips are summed up by: a weight for each value of a place, for each of its channels. */
interface Summary {
  name: string;
  channels: number;
  /** `[frames · channels, channels of the picture]` */
  weights: Float32Array;
  /** How much smaller than usual it may be. */
  coarser: number;
}

/**
 * Features of clips: codes of patches (Coates, Ng and Lee 2011) of their mean frame, which says how things look, and of their grey frames as
 * channels of one picture, at half the size, which says how they move: a word is then a small piece of a movement. (Decision 35 has the figures.)
 */
export const learnFrameCodes: LearnCheapFeatures = (source, seed) => {
  const spec = specOfKind(source.spec, 'video');
  const learnt = [meanFrame(spec), movement(spec)].map((summary) => ({
    summary,
    dictionary: learnPatches(
      summed(source, spec, summary),
      mixSeed(seed, summary.name),
      words,
      summary.coarser,
    ),
  }));
  return joined(spec, learnt);
};

function joined(
  { frames, channels }: SpecOf<'video'>,
  learnt: readonly { summary: Summary; dictionary: PatchDictionary }[],
): CheapFeatures {
  return {
    add(builder: GraphBuilder): string {
      const parts = learnt.map(({ summary, dictionary }) => {
        const picture = builder.add('conv2d', `${summary.name}_picture`, [graphInput], {
          filters: summary.channels,
          kernel: 1,
          stride: 1,
          bias: false,
        });
        return addPatchCodes(builder, dictionary, picture, `${summary.name}_codes`);
      });
      return builder.add('concat', 'frame_codes', parts, {});
    },
    set(network: Network): void {
      for (const { summary, dictionary } of learnt) {
        const { name, weights } = summary;
        setPatchCodes(network, dictionary, `${name}_codes`);
        tf.tidy(() => {
          const kernel = tf.tensor4d(weights.slice(), [1, 1, frames * channels, summary.channels]);
          network.parameterOf(`${name}_picture`, 'kernel').assign(kernel as never);
        });
      }
    },
  };
}

function meanFrame({ frames, channels }: SpecOf<'video'>): Summary {
  const weights = new Float32Array(frames * channels * channels);
  for (let at = 0; at < frames * channels; at++) {
    weights[at * channels + (at % channels)] = 1 / frames;
  }
  return { name: 'mean', channels, weights, coarser: 1 };
}

/** Grey frames as channels of one picture, each the mean of a few in a row. */
function movement({ frames, channels }: SpecOf<'video'>): Summary {
  const steps = Math.min(frames, mostSteps);
  const weights = new Float32Array(frames * channels * steps);
  for (let step = 0; step < steps; step++) {
    const [from, to] = [step, step + 1].map((at) => Math.round((at * frames) / steps)) as [
      number,
      number,
    ];
    for (let value = from * channels; value < to * channels; value++) {
      weights[value * steps + step] = 1 / ((to - from) * channels);
    }
  }
  return { name: 'movement', channels: steps, weights, coarser: 2 };
}

/** Clips as pictures that sum them up. */
function summed(
  source: SampleSource,
  { height, width, frames, channels: stored }: SpecOf<'video'>,
  { channels, weights }: Summary,
): SampleSource {
  const values = frames * stored;
  return {
    count: source.count,
    spec: { kind: 'video', height, width, frames: channels, channels: 1 },
    readInto(index, target, at) {
      const clip = readSamples(source, [index]);
      for (let place = 0; place < height * width; place++) {
        for (let to = 0; to < channels; to++) {
          let sum = 0;
          for (let from = 0; from < values; from++) {
            sum += (clip[place * values + from] ?? 0) * (weights[from * channels + to] ?? 0);
          }
          target[at + place * channels + to] = Math.round(sum);
        }
      }
    },
  };
}
