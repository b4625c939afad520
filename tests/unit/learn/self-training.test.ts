import { mkdirSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { keptSummaries } from '../../../main/app/kept-labels.ts';
import { Project } from '../../../main/app/project.ts';
import { runDir } from '../../../main/app/runs.ts';
import { rowOf } from '../../../main/learn/data/matrix.ts';
import { seededUniform } from '../../../main/learn/data/seeded.ts';
import { tf } from '../../../main/learn/engine/tensorflow.ts';
import { chooseKind, favouritesFor } from '../../../main/learn/finetune/choose-kind.ts';
import { type CompareResult, compareClassifiers } from '../../../main/learn/finetune/compare.ts';
import { probeClassifier } from '../../../main/learn/finetune/kinds/linear-probe.ts';
import { PoolFeatures } from '../../../main/learn/finetune/pool-features.ts';
import { disposeClassifier } from '../../../main/learn/finetune/stages.ts';
import type { Trial } from '../../../main/learn/finetune/trial.ts';
import { Workbench } from '../../../main/learn/finetune/workbench.ts';
import { Network } from '../../../main/learn/models/network.ts';
import { encoders } from '../../../main/learn/models/registry.ts';
import { writeWeights } from '../../../main/learn/pretrain/checkpoint.ts';
import { bestRound, stillHelps } from '../../../main/learn/selftrain/best-round.ts';
import { keepConfident } from '../../../main/learn/selftrain/keep-confident.ts';
import { type RoundLabel, selfTrain } from '../../../main/learn/selftrain/self-train.ts';
import {
  renormalized,
  type TakenBack,
  withoutTakenBack,
} from '../../../main/learn/selftrain/taken-back.ts';
import { writeKeptLabels } from '../../../main/training/kept-labels-file.ts';
import { barImages } from '../../support/images.ts';
import { matrixOf } from '../../support/matrix.ts';

const rule = { sure: 0.8, least: 0.25, most: 0.75 };
const none = new Set<number>();

test('what is sure is kept, surest first, and never a label that a person gave', () => {
  const said = matrixOf([
    [0.9, 0.1],
    [0.6, 0.4],
    [0.85, 0.15],
    [0.7, 0.3],
  ]);
  expect(keepConfident(said, none, rule).map(({ row }) => row)).toEqual([0, 2]);
  const kept = keepConfident(said, new Set([0]), rule);
  expect(kept).toEqual([{ row: 2, label: 0, sureness: expect.closeTo(0.85, 5) as number }]);
});

test('each class has a threshold of its own: none dies out, and none is kept whole', () => {
  const said = matrixOf([
    ...Array.from({ length: 8 }, (_, i) => [0.99 - 0.01 * i, 0.01 + 0.01 * i]),
    ...Array.from({ length: 8 }, (_, i) => [0.4 + 0.01 * i, 0.6 - 0.01 * i]),
  ]);
  const kept = keepConfident(said, none, rule);
  expect(kept.filter(({ label }) => label === 0)).toHaveLength(6);
  const unsure = kept.filter(({ label }) => label === 1);
  expect(unsure.map(({ row }) => row)).toEqual([8, 9]);
});

describe('what was taken back', () => {
  const said = matrixOf([
    [0.9, 0.06, 0.04],
    [0.1, 0.85, 0.05],
    [0.5, 0.3, 0.2],
  ]);
  const all = { sure: 0, least: 1, most: 1 };

  test('is never kept; another class of the image may be, by what the model gives that one', () => {
    const takenBack = [
      { row: 0, label: 0 },
      { row: 2, label: 1 },
    ];
    const kept = keepConfident(withoutTakenBack(said, takenBack), none, all);
    expect(kept.map(({ row, label }) => [row, label])).toEqual([
      [1, 1],
      [2, 0],
      [0, 1],
    ]);
    expect(kept[2]?.sureness).toBeCloseTo(0.06, 5);
    // At the usual rule that is far from sure enough.
    expect(
      keepConfident(withoutTakenBack(said, takenBack), none, { ...rule, least: 0 }),
    ).toHaveLength(1);
  });

  test('an image of which nothing is left is not kept at all', () => {
    const takenBack = [0, 1, 2].map((label) => ({ row: 0, label }));
    expect(
      keepConfident(withoutTakenBack(said, takenBack), none, all).map(({ row }) => row),
    ).toEqual([1, 2]);
  });

  test('is no part of what is learnt from, and what the model said stays as it was', () => {
    const before = said.values.slice();
    const left = withoutTakenBack(said, [{ row: 0, label: 0 }]);
    const targets = renormalized(left);
    expect(Array.from(rowOf(targets, 0))).toEqual([0, closeTo(0.6), closeTo(0.4)]);
    expect(Array.from(rowOf(targets, 1))).toEqual([closeTo(0.1), closeTo(0.85), closeTo(0.05)]);
    expect(said.values).toEqual(before);
    expect(renormalized(matrixOf([[0, 0, 0]])).values).toEqual(new Float32Array(3));
  });
});

describe('how many rounds', () => {
  test('it stops as soon as hidden labels do not become likelier', () => {
    expect(stillHelps([-9])).toBe(true);
    expect(stillHelps([-9, -8])).toBe(true);
    expect(stillHelps([-9, -9])).toBe(false);
    expect(stillHelps([-9, -7, -8])).toBe(false);
    expect(stillHelps([Number.NaN])).toBe(false);
  });

  test('the round that hidden labels were likeliest after is taken, not a later and worse one', () => {
    expect(bestRound([-9, -7, -8])).toBe(1);
    expect(bestRound([-7, -9])).toBe(0);
    expect(bestRound([-9, -9])).toBe(0);
    expect(bestRound([])).toBe(0);
  });

  test('self-training takes no better classifier’s place: it must lead on the same hidden labels', () => {
    const labels = Int32Array.from({ length: 40 }, (_, i) => i % 2);
    /** Right on the hidden labels but for the first few. */
    const trial = (wrong: number): Trial => ({
      tried: Int32Array.from(labels.keys()),
      logits: matrixOf(
        Array.from(labels, (label, i) => ((i < wrong ? 1 - label : label) === 0 ? [2, 0] : [0, 2])),
      ),
    });
    const chosen = (propagation: number, selfTrained: number) =>
      chooseKind(
        new Map([
          ['propagation', trial(propagation)],
          ['self_trained', trial(selfTrained)],
        ]),
        labels,
        favouritesFor('images'),
      ).kind;
    expect(chosen(4, 12)).toBe('propagation');
    expect(chosen(4, 3)).toBe('propagation');
    expect(chosen(16, 0)).toBe('self_trained');
  });
});

describe('rounds on bars', () => {
  const { source, labels } = barImages(60, 16);
  const dir = mkdtempSync(path.join(tmpdir(), 'pretext-test-'));
  const weights = path.join(dir, 'encoder.safetensors');
  const labelled = Int32Array.from({ length: 8 }, (_, i) => i);

  /** Labels kept by each round, and the result. */
  async function selfTrained(
    takenBack: TakenBack[],
  ): Promise<{ kept: (readonly RoundLabel[])[]; result: CompareResult }> {
    const kept: (readonly RoundLabel[])[] = [];
    const result = await compareClassifiers({
      encoder: 'small-conv',
      weights,
      pool: source,
      labelled,
      labels: labels.slice(0, labelled.length),
      classes: 2,
      takenBack,
      test: null,
      seed: 3,
      kinds: ['self_trained'],
      onKept: (rounds) => kept.push(...rounds),
    });
    return { kept, result };
  }

  beforeAll(() => {
    const encoder = new Network('encoder', encoders['small-conv'].build([16, 16, 1]).graph, 1);
    writeWeights(weights, [encoder], {});
    encoder.dispose();
  });

  test('say what they kept; what is taken back is kept by no round again, and no tensor stays', async () => {
    const before = tf.memory().numTensors;
    const { kept, result } = await selfTrained([]);
    expect(kept.map((round) => round.length)).toEqual(result.rounds.map((round) => round.kept));
    const [first = [], ...later] = kept;
    expect(first.every((each) => each.before === null)).toBe(true);
    expect(later.flat().every((each) => each.before !== null)).toBe(true);
    const rows = first.map(({ row }) => row);
    expect(Math.min(...rows)).toBeGreaterThanOrEqual(labelled.length);
    expect(new Set(rows).size).toBe(rows.length);
    // The classifier is the one of the last round, and its trial that round's.
    expect(result.estimates.self_trained?.accuracy).toBe(result.rounds.at(-1)?.accuracy);

    const takenBack = first.slice(0, 10).map(({ row, label }) => ({ row, label }));
    const again = await selfTrained(takenBack);
    const pairs = new Set(again.kept.flat().map(({ row, label }) => `${row} ${label}`));
    expect(pairs.size).toBeGreaterThan(10);
    expect(takenBack.filter(({ row, label }) => pairs.has(`${row} ${label}`))).toEqual([]);
    expect(tf.memory().numTensors).toBe(before);
  });
});

test('changed are kept labels that the teacher of the round before called otherwise: none in the first round', async () => {
  const { source, labels } = barImages(60, 16);
  const weights = path.join(
    mkdtempSync(path.join(tmpdir(), 'pretext-test-')),
    'encoder.safetensors',
  );
  const encoder = new Network('encoder', encoders['small-conv'].build([16, 16, 1]).graph, 1);
  writeWeights(weights, [encoder], {});
  encoder.dispose();
  const pool = new PoolFeatures({ encoder: 'small-conv', weights, pool: source, seed: 3 });
  const labelled = Int32Array.from({ length: 8 }, (_, i) => i);
  const handful = { labelled, labels: labels.slice(0, labelled.length), classes: 2 };
  const bench = new Workbench(pool, handful, 3);
  const { classifier } = await probeClassifier(bench);
  const uniform = seededUniform(5);
  const guessing = matrixOf(
    Array.from({ length: source.count }, () => {
      const share = uniform();
      return [share, 1 - share];
    }),
  );
  const told: [number, readonly RoundLabel[]][] = [];
  await selfTrain(bench, classifier, guessing, {
    onStep: () => Promise.resolve(),
    onRound: ({ changed }, _, kept) => {
      told.push([changed, kept]);
      return Promise.resolve(told.length < 2);
    },
  });
  disposeClassifier(classifier);
  const called = guessing.values;
  const [[inFirst] = [], [inSecond, second] = [0, []]] = told;
  expect(inFirst).toBe(0);
  const changed = second.filter(({ row, label }) => {
    const before = (called[2 * row] ?? 0) >= (called[2 * row + 1] ?? 0) ? 0 : 1;
    return before !== label;
  });
  expect(changed.length).toBeGreaterThan(0);
  expect(inSecond).toBe(changed.length);
  // The gallery, which counts what is on disk, says the same as the record of the run.
  const project = Project.create(
    path.join(mkdtempSync(path.join(tmpdir(), 'pretext-test-')), 'one'),
  );
  const run = {
    id: 1,
    config: JSON.stringify({ classes: ['upright', 'lying'], classIds: [1, 2] }),
  };
  mkdirSync(runDir(project, run.id), { recursive: true });
  const ids = Int32Array.from({ length: source.count }, (_, row) => 100 + row);
  writeKeptLabels(
    runDir(project, run.id),
    told.map(([, kept]) => kept),
    ids,
  );
  expect(keptSummaries(project, run).map((round) => round.changed)).toEqual([0, inSecond]);
  project.close();
});

function closeTo(value: number): number {
  return expect.closeTo(value, 5) as number;
}
