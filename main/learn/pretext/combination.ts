import type { Tensor } from '../engine/tensorflow.ts';
import type { MovingAverage } from '../models/moving-average.ts';
import type { Weights } from '../models/network.ts';
import type { PretextModel, PretextTask } from './pretext-task.ts';

/** One of two tasks. */
export interface CombinedPart {
  name: string;
  task: PretextTask;
  /** Of the loss, 0…1. */
  share: number;
}

/**
 * Two tasks at once on one encoder: loss = share · first + (1 − share) · second, on the same samples
 * (multi-task self-supervision: Doersch, Zisserman 2017, arXiv 1708.07860, section 3).
 */
export function combination(first: CombinedPart, second: CombinedPart): PretextTask {
  const [a, b] = [first.task, second.task];
  const encoder = a.defaults.encoder ?? b.defaults.encoder;
  const percent = (share: number): string => `${Math.round(100 * share)} %`;
  return {
    kinds: a.kinds.filter((kind) => b.kinds.includes(kind)),
    title: `${a.title} (${percent(first.share)}) and ${lowerFirst(b.title)} (${percent(second.share)})`,
    question: `${a.question} ${b.question}`,
    paper: `${a.paper}; ${b.paper}; combined as in Doersch, Zisserman 2017, arXiv 1708.07860`,
    needs: [...new Set([...(a.needs ?? []), ...(b.needs ?? [])])],
    ...(a.comparesFiles === true || b.comparesFiles === true ? { comparesFiles: true } : {}),
    defaults: {
      ...(encoder === undefined ? {} : { encoder }),
      optimizer: a.defaults.optimizer,
      // What suits both: the smaller step, and the batch that both fit into memory with.
      learningRate: Math.min(a.defaults.learningRate, b.defaults.learningRate),
      weightDecay: Math.min(a.defaults.weightDecay, b.defaults.weightDecay),
      batchSize: Math.min(a.defaults.batchSize, b.defaults.batchSize),
    },
    build: (context) => combine([first, a.build(context)], [second, b.build(context)]),
    examples: (images, random, spec, files) =>
      joined(
        [
          first.name,
          a.examples?.(images, random, spec, files) ?? [{ caption: 'original', images }],
        ],
        [second.name, b.examples?.(images, random, spec, files) ?? []],
      ),
  };
}

function combine(
  [first, a]: readonly [CombinedPart, PretextModel],
  [second, b]: readonly [CombinedPart, PretextModel],
): PretextModel {
  b.encoder.useParametersOf(a.encoder);
  const heads = b.networks.filter((network) => network !== b.encoder);
  renameApart(heads, a.networks, second.name);
  const guesses = [a, b].some(({ guess }) => guess !== undefined);
  return {
    encoder: a.encoder,
    networks: [...a.networks, ...heads],
    ...averageOf(a.average, b.average),
    ...spreadOf(a.spread, b.spread),
    loss(images, random, training, fileOf) {
      const one = a.loss(images, random, training, fileOf);
      const two = b.loss(images, random, training, fileOf);
      return {
        loss: one.loss.mul(first.share).add(two.loss.mul(second.share)) as Tensor,
        metrics: {
          ...one.metrics,
          ...two.metrics,
          [`${metricName(first)}_loss`]: one.loss,
          [`${metricName(second)}_loss`]: two.loss,
        },
      };
    },
    ...(guesses
      ? {
          guess: (images, random, files) =>
            joined(
              [first.name, a.guess?.(images, random, files) ?? []],
              [second.name, b.guess?.(images, random, files) ?? []],
            ),
        }
      : {}),
  };
}

/** Teachers and targets of both tasks; where both have some, all move at the pace of the first's. */
function averageOf(one?: MovingAverage, two?: MovingAverage): { average?: MovingAverage } {
  const first = one ?? two;
  if (first === undefined) return {};
  const followers = [...(one?.followers ?? []), ...(two?.followers ?? [])];
  return { average: { followers, momentum: (progress) => first.momentum(progress) } };
}

/** The smaller one: either task may be what collapses. */
function spreadOf(
  one: PretextModel['spread'],
  two: PretextModel['spread'],
): Pick<PretextModel, 'spread'> {
  if (one === undefined || two === undefined) {
    const only = one ?? two;
    return only === undefined ? {} : { spread: only };
  }
  return { spread: (images) => one(images).minimum(two(images)) };
}

/** Metrics are named with underscores. */
const metricName = ({ name }: CombinedPart): string => name.replaceAll('-', '_');

/** Pictures of both tasks; a caption that both have says whose it is, and the same picture is shown once. */
function joined<Shown extends { caption: string; images: Tensor }>(
  [, one]: readonly [string, readonly Shown[]],
  [name, two]: readonly [string, readonly Shown[]],
): Shown[] {
  const taken = new Map(one.map((shown) => [shown.caption, shown.images]));
  return [
    ...one,
    ...two.flatMap((shown) => {
      if (taken.get(shown.caption) === shown.images) return [];
      return [
        taken.has(shown.caption) ? { ...shown, caption: `${shown.caption} (${name})` } : shown,
      ];
    }),
  ];
}

/** Two heads of one name would overwrite each other in a checkpoint. */
function renameApart(heads: readonly Weights[], others: readonly Weights[], prefix: string): void {
  const taken = new Set(others.map(({ name }) => name));
  for (const head of heads) if (taken.has(head.name)) head.rename(`${prefix}_${head.name}`);
}

const lowerFirst = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);
