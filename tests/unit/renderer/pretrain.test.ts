import { describe, expect, test } from 'vitest';
import { curveOption } from '../../../renderer/src/curves/curve-option.ts';
import { figure, formatOf } from '../../../renderer/src/curves/figure.ts';
import { LiveSeries } from '../../../renderer/src/curves/live-series.ts';
import { lastValue, smooth, span, thin } from '../../../renderer/src/curves/points.ts';
import { healthPoints } from '../../../renderer/src/pretrain/health-points.ts';
import { shownRun } from '../../../renderer/src/pretrain/shown-run.ts';
import { passesOf, stageOf } from '../../../renderer/src/pretrain/stage.ts';
import { trialRows } from '../../../renderer/src/pretrain/trial-rows.ts';
import { whyEnded } from '../../../renderer/src/pretrain/why-ended.ts';

const palette = {
  ink: '#000',
  soft: '#555',
  line: '#ddd',
  surface: '#fff',
  accent: '#088',
  series: ['#1', '#2', '#3'],
};
const loss = (...steps: number[]) => steps.map((step) => ({ name: 'loss', step, value: -step }));
const series = (name: string, steps: number[]) => ({
  name,
  steps: Int32Array.from(steps),
  values: Float32Array.from(steps, (step) => -step),
});
const stepsOf = (live: LiveSeries, name = 'loss') =>
  Array.from(live.snapshot().get(name)?.steps ?? []);

describe('the measures of a run under way', () => {
  test('what is told follows what is on disk', () => {
    const live = new LiveSeries();
    live.load([series('loss', [1, 2, 3])]);
    live.append(loss(4, 5));
    expect(stepsOf(live)).toEqual([1, 2, 3, 4, 5]);
  });

  test('what was told before the answer came is kept, and nothing is there twice', () => {
    const live = new LiveSeries();
    live.append(loss(3, 4, 5));
    live.load([series('loss', [1, 2, 3, 4])]);
    expect(stepsOf(live)).toEqual([1, 2, 3, 4, 5]);
    live.load([series('loss', [1, 2, 3, 4, 5, 6])]);
    expect(stepsOf(live)).toEqual([1, 2, 3, 4, 5, 6]);
  });

  test('a step told twice counts once, with its newer value', () => {
    const live = new LiveSeries();
    live.append(loss(1, 2));
    live.append([{ name: 'loss', step: 2, value: 7 }]);
    expect(live.snapshot().get('loss')).toEqual({ steps: [1, 2], values: [-1, 7] });
  });

  test('a run resumed from a checkpoint forgets what came after it, in all measures', () => {
    const live = new LiveSeries();
    live.append([...loss(1, 2, 3, 4, 5, 6), { name: 'knn', step: 2, value: 0.5 }]);
    live.append([{ name: 'knn', step: 6, value: 0.6 }]);
    live.append(loss(4, 5));
    expect(stepsOf(live)).toEqual([1, 2, 3, 4, 5]);
    expect(stepsOf(live, 'knn')).toEqual([2]);
  });

  test('a late measure of an earlier step takes nothing away', () => {
    const live = new LiveSeries();
    live.append(loss(1, 2, 3));
    live.append([{ name: 'knn', step: 2, value: 0.5 }]);
    expect(stepsOf(live)).toEqual([1, 2, 3]);
    expect(stepsOf(live, 'knn')).toEqual([2]);
  });

  test('stays bounded over a million steps', () => {
    const live = new LiveSeries();
    for (let step = 1; step <= 100_000; step += 1000) {
      live.append(loss(...Array.from({ length: 1000 }, (_, i) => step + i)));
    }
    const steps = stepsOf(live);
    expect(steps.length).toBeLessThanOrEqual(20_000);
    expect(steps[0]).toBe(1);
    expect(steps.at(-1)).toBe(100_000);
    expect(steps).toEqual([...steps].sort((a, b) => a - b));
  });

  test('a health report becomes points of its measures', () => {
    const health = {
      embeddingStd: 0.9,
      effectiveRank: 40,
      alignment: 1,
      uniformity: -2,
      knn: null,
      heldOutLoss: 3,
    };
    expect(healthPoints({ step: 8, health })).toEqual([
      { name: 'embedding_std', step: 8, value: 0.9 },
      { name: 'effective_rank', step: 8, value: 40 },
      { name: 'held_out_loss', step: 8, value: 3 },
    ]);
  });
});

describe('points', () => {
  const long = {
    steps: Array.from({ length: 5000 }, (_, i) => i),
    values: new Array(5000).fill(2),
  };

  test('are thinned to what a chart has room for, first and last kept', () => {
    const thinned = thin(long, 800);
    expect(thinned).toHaveLength(800);
    expect(thinned[0]).toEqual([0, 2]);
    expect(thinned.at(-1)).toEqual([4999, 2]);
    expect(thin({ steps: [3], values: [1] }, 800)).toEqual([[3, 1]]);
    expect(thin({ steps: [], values: [] }, 800)).toEqual([]);
  });

  test('smoothing leaves what is constant, and takes jumps out', () => {
    expect(Array.from(smooth(long).values).every((value) => value === 2)).toBe(true);
    const jumping = { steps: long.steps, values: long.steps.map((i) => (i % 2 === 0 ? 0 : 10)) };
    const { values } = smooth(jumping);
    expect(Math.max(...Array.from(values).slice(100, -100))).toBeLessThan(5.2);
    expect(smooth({ steps: [1, 2], values: [1, 9] }).values).toEqual([1, 9]);
  });

  test('the number beside a curve, its end as drawn and the sentence about it are the same', () => {
    const steps = Array.from({ length: 1000 }, (_, i) => i);
    const loss = { steps, values: steps.map((step) => 4 - step / 1000 + (step % 2) / 5) };
    const smoothed = { name: 'training', ...loss, smoothed: true };
    const drawn = curveOption(palette, [smoothed]).series[1] as { data: [number, number][] };
    expect(lastValue(smoothed)).toBe(drawn.data.at(-1)?.[1]);
    expect(lastValue(smoothed)).toBe(span(loss)?.last);
    expect(lastValue(smoothed)).not.toBeCloseTo(lastValue(loss) ?? 0, 2);
  });

  test('a span begins with the first value', () => {
    expect(span({ steps: [1, 2, 3], values: [5, 4, 3] })).toEqual({ first: 5, last: 3 });
    expect(span({ steps: [], values: [] })).toBeNull();
    expect(lastValue({ steps: [], values: [], smoothed: true })).toBeNull();
  });
});

describe('the option of a chart', () => {
  const points = { steps: [1, 2, 3], values: [3, 2, 1] };

  test('draws a short curve as it is', () => {
    const { series: drawn } = curveOption(palette, [{ name: 'loss', ...points, smoothed: true }]);
    expect(drawn).toHaveLength(1);
    expect(drawn[0]).toMatchObject({
      name: 'loss',
      data: [
        [1, 3],
        [2, 2],
        [3, 1],
      ],
    });
  });

  test('draws a long one pale, with its mean over it, and no more points than it has room for', () => {
    const steps = Array.from({ length: 3000 }, (_, i) => i);
    const option = curveOption(palette, [{ name: 'loss', steps, values: steps, smoothed: true }]);
    expect(option.series).toHaveLength(2);
    for (const drawn of option.series as { data: unknown[] }[]) {
      expect(drawn.data.length).toBeLessThanOrEqual(800);
    }
  });

  test('gives each line its colour, also when one is missing', () => {
    const { series: drawn } = curveOption(palette, [
      { name: 'a', ...points },
      { name: 'c', ...points, color: 2, dashed: true },
      { name: 'd', ...points, color: 4 },
    ]);
    expect(drawn.map((each) => (each as { itemStyle: { color: string } }).itemStyle.color)).toEqual(
      ['#1', '#3', '#2'],
    );
  });

  test('a share has an axis from 0 to 100 % in quarters', () => {
    const { yAxis } = curveOption(palette, [], { isShare: true });
    expect(yAxis).toMatchObject({ min: 0, max: 1, interval: 0.25 });
    expect(yAxis.axisLabel.formatter(0.25)).toBe('25 %');
  });

  test('names its lines where asked', () => {
    expect(curveOption(palette, [{ name: 'a', ...points }], { legend: true })).toMatchObject({
      legend: { data: ['a'] },
    });
    expect(curveOption(palette, [])).not.toHaveProperty('legend');
  });

  test('figures have the digits that say something', () => {
    expect([0, 0.0021, 0.00002, 3.8712, 484.2, 12_400, Number.NaN].map(figure)).toEqual([
      '0',
      '0.0021',
      '2.0e-5',
      '3.87',
      '484',
      '12,400',
      '–',
    ]);
    expect(formatOf('knn')(0.749)).toBe('74.9 %');
    expect(formatOf('loss')(0.749)).toBe('0.749');
    expect([6.6e-11, 1.4e-7, 2e-6, 0.002].map(formatOf('learning_rate'))).toEqual([
      '0',
      '0',
      '2.0e-6',
      '0.002',
    ]);
  });
});

describe('a run', () => {
  test('the one asked for is shown, else the one under way, else the newest', () => {
    const all = [{ run: 9 }, { run: 4 }];
    expect(shownRun({ asked: 4, underWay: 10, all })).toBe(4);
    expect(shownRun({ asked: null, underWay: 10, all })).toBe(10);
    expect(shownRun({ asked: null, underWay: null, all })).toBe(9);
    expect(shownRun({ asked: null, underWay: null, all: [] })).toBeNull();
  });

  test('its job says how it stands while it goes on, its record after', () => {
    expect(stageOf('interrupted', { state: 'running' })).toBe('running');
    expect(stageOf('running', { state: 'paused' })).toBe('paused');
    expect(stageOf('running', { state: 'stopping' })).toBe('stopping');
    expect(stageOf('finished', null)).toBe('finished');
    expect(stageOf('interrupted', { state: 'cancelled' })).toBe('interrupted');
  });

  test('passes are steps times batch over images, with no batch larger than the data', () => {
    expect(passesOf(100, 128, 6400)).toBe(2);
    expect(passesOf(100, 128, 50)).toBe(100);
    expect(passesOf(100, 128, 0)).toBeNull();
  });

  test('a stop on request is no error', () => {
    const checkpoints = [{ step: 40, bytes: 1 }];
    expect(
      whyEnded({ status: 'interrupted', error: 'Stopped on request.', checkpoints }, null),
    ).toEqual({ kind: 'stopped', savedStep: 40 });
    expect(whyEnded({ status: 'finished', error: null, checkpoints }, null)).toBeNull();
    expect(whyEnded({ status: 'running', error: null, checkpoints }, null)).toBeNull();
  });

  test('a death keeps its message, and not its remedy for the terminal', () => {
    const problem = {
      code: 'training-died',
      message: 'The training process died.',
      remedy: 'Go on with: pretext pretrain … --resume 3',
      path: null,
    } as const;
    expect(
      whyEnded({ status: 'interrupted', error: problem.message, checkpoints: [] }, problem),
    ).toEqual({ kind: 'wrong', message: problem.message, remedy: null, savedStep: null });
  });

  test('a failure keeps its remedy', () => {
    const problem = {
      code: 'training-failed',
      message: 'No.',
      remedy: 'Less.',
      path: null,
    } as const;
    expect(whyEnded({ status: 'failed', error: 'No.', checkpoints: [] }, problem)).toMatchObject({
      message: 'No.',
      remedy: 'Less.',
    });
    expect(whyEnded({ status: 'failed', error: 'No.', checkpoints: [] }, null)).toMatchObject({
      message: 'No.',
      remedy: null,
    });
  });
});

describe('trials of a choice', () => {
  const measures = { retrieval: 0.1, knn: null, effectiveRank: 40, alignment: 0.1, uniformity: -1 };
  const trial = (method: string, state: 'learning' | 'collapsed' = 'learning') => ({
    method,
    title: method,
    steps: 10,
    seconds: 5,
    state,
    measures,
  });
  const auto = {
    candidates: ['simclr', 'rotation', 'vicreg'].map((method) => ({ method, title: method })),
    trials: [trial('simclr')],
    labels: 0,
    seconds: 6,
    chosen: null,
  };
  const states = (...of: Parameters<typeof trialRows>) =>
    trialRows(...of).map(({ state }) => state);

  test('the next one is being tried while they go on, and waits otherwise', () => {
    expect(states(auto, true)).toEqual(['done', 'trying', 'waiting']);
    expect(states(auto, false)).toEqual(['done', 'waiting', 'waiting']);
  });

  test('what was chosen and what collapsed is marked', () => {
    const trials = [trial('simclr', 'collapsed'), trial('rotation'), trial('vicreg')];
    const chosen = { method: 'vicreg', title: 'vicreg', reason: 'It was best.' };
    expect(states({ ...auto, trials, chosen }, true)).toEqual(['out', 'done', 'chosen']);
  });
});
