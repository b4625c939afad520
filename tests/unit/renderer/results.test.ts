import { describe, expect, test } from 'vitest';
import { calibrationChart } from '../../../renderer/src/results/calibration-chart.ts';
import { classRows } from '../../../renderer/src/results/class-rows.ts';
import {
  cellsOf,
  confusionChart,
  worstCells,
} from '../../../renderer/src/results/confusion-chart.ts';
import { curveChart } from '../../../renderer/src/results/curve-chart.ts';
import { commonClass, keptMarks } from '../../../renderer/src/results/kept-marks.ts';
import { errorScale } from '../../../renderer/src/results/numbers/error-scale.ts';
import { numberOutcome } from '../../../renderer/src/results/numbers/number-outcome.ts';
import { valuesChart } from '../../../renderer/src/results/numbers/values-chart.ts';
import { isLevel, outcomeOf, placeOf } from '../../../renderer/src/results/outcome.ts';
import { placeOn, scoreScale } from '../../../renderer/src/results/score-scale.ts';
import {
  lacksSelfTraining,
  triedAtMost,
  triedOnParts,
} from '../../../renderer/src/results/tried.ts';
import type { ChartColors } from '../../../renderer/src/ui/chart-colors.ts';
import type { ClassifierKind, Results } from '../../../shared/contract/results.ts';

type Score = Results['scores'][number];
type Behind = Score['behind'];

const colors: ChartColors = {
  ink: '#111',
  soft: '#555',
  line: '#ddd',
  surface: '#fff',
  accent: '#0f766e',
  warn: '#850',
  bad: '#b00',
  series: [],
};

function score(kind: ClassifierKind, accuracy: number, behind: Behind): Score {
  return {
    kind,
    title: kind,
    accuracy,
    accuracyInterval: [accuracy - 0.02, accuracy + 0.02],
    macroF1: accuracy,
    perClass: [],
    confusion: [],
    behind,
  };
}

const sure = (difference: number): Behind => ({
  difference,
  interval: [difference / 2, difference],
});
const unsure = (difference: number): Behind => ({
  difference,
  interval: [-0.01, difference + 0.02],
});

describe('what the scores say', () => {
  test('a pretrained winner is held against the best baseline, not against its own kind', () => {
    const outcome = outcomeOf({
      best: 'fine_tuned',
      scores: [
        score('pixels', 0.7, sure(0.08)),
        score('scratch', 0.72, sure(0.06)),
        score('linear_probe', 0.775, unsure(0.005)),
        score('fine_tuned', 0.78, null),
      ],
    });
    expect(outcome.kind).toBe('pretraining');
    expect(outcome.rival?.kind).toBe('scratch');
    expect(outcome.close.map(({ kind }) => kind)).toEqual(['linear_probe']);
    expect(outcome.level).toEqual([]);
  });

  test('a lead whose interval includes none may be chance', () => {
    const scores = [
      score('pixels', 0.77, unsure(0.01)),
      score('scratch', 0.7, sure(0.08)),
      score('linear_probe', 0.7, sure(0.08)),
      score('fine_tuned', 0.78, null),
    ];
    expect(outcomeOf({ best: 'fine_tuned', scores }).kind).toBe('pretrainingClose');
  });

  test('as many right is a draw, whoever is named first', () => {
    const scores = [
      score('pixels', 0.8, null),
      score('scratch', 0.7, sure(0.1)),
      score('linear_probe', 0.8, unsure(0)),
      score('fine_tuned', 0.7, sure(0.1)),
    ];
    expect(outcomeOf({ best: 'pixels', scores }).kind).toBe('level');
    // Of what got as many right nobody says that it is behind.
    expect(isLevel({ scores }, 'linear_probe')).toBe(true);
    expect(isLevel({ scores }, 'fine_tuned')).toBe(false);
    expect(isLevel({ scores }, 'pixels')).toBe(false);
  });

  test('all that are level share the place, and all that may be as good are counted', () => {
    const scores = [
      score('columns', 1, null),
      score('boosted_trees', 0.67, unsure(0.33)),
      score('scratch', 1, unsure(0)),
      score('linear_probe', 1, unsure(0)),
      score('combined', 0.67, unsure(0.33)),
      score('fine_tuned', 0.2, sure(0.8)),
    ];
    const results = { best: 'columns' as const, scores };
    const outcome = outcomeOf(results);
    expect(outcome.kind).toBe('level');
    expect(outcome.level.map(({ kind }) => kind)).toEqual(['scratch', 'linear_probe']);
    expect(outcome.close.map(({ kind }) => kind)).toEqual(['boosted_trees', 'combined']);
    const places = scores.map(({ kind }) => placeOf(results, kind));
    expect(places).toEqual(['level', null, 'level', 'level', null, null]);
  });

  test('only one that is clearly ahead of all is the best', () => {
    const place = (behind: Behind) => {
      const scores = [
        score('pixels', 0.7, sure(0.1)),
        score('combined', 0.78, behind),
        score('fine_tuned', 0.8, null),
      ];
      return placeOf({ best: 'fine_tuned', scores }, 'fine_tuned');
    };
    expect([place(sure(0.02)), place(unsure(0.02)), place(unsure(0))]).toEqual([
      'best',
      'ahead',
      'level',
    ]);
  });

  test('a baseline that wins is called one', () => {
    const scores = [
      score('pixels', 0.5, null),
      score('scratch', 0.32, sure(0.18)),
      score('linear_probe', 0.43, sure(0.07)),
      score('fine_tuned', 0.37, sure(0.13)),
    ];
    const outcome = outcomeOf({ best: 'pixels', scores });
    expect(outcome.kind).toBe('baseline');
    expect(outcome.rival?.kind).toBe('linear_probe');
    expect(outcome.close).toEqual([]);
    const close = scores.map((each) =>
      each.kind === 'linear_probe' ? score('linear_probe', 0.49, unsure(0.01)) : each,
    );
    expect(outcomeOf({ best: 'pixels', scores: close }).kind).toBe('baselineClose');
  });

  test('without test pictures nothing is said', () => {
    expect(outcomeOf({ best: null, scores: [] }).kind).toBe('untested');
  });
});

describe('what was tried on hidden labels', () => {
  const estimate = (kind: ClassifierKind, tried: number): Results['estimates'][number] => ({
    kind,
    accuracy: 1,
    interval: [0.5, 1],
    tried,
  });
  const estimates = [estimate('columns', 11), estimate('scratch', 4), estimate('combined', 11)];

  test('names those that were tried on fewer labels than others', () => {
    expect(triedAtMost({ estimates })).toBe(11);
    expect(triedOnParts({ estimates })).toEqual([{ kinds: ['scratch'], tried: 4 }]);
    const withMore = [...estimates, estimate('self_trained', 4), estimate('fine_tuned', 6)];
    expect(triedOnParts({ estimates: withMore })).toEqual([
      { kinds: ['fine_tuned'], tried: 6 },
      { kinds: ['scratch', 'self_trained'], tried: 4 },
    ]);
    expect(triedOnParts({ estimates: [] })).toEqual([]);
  });

  test('self-training is missing where nothing is known of it', () => {
    const none = { scores: [], estimates, rounds: [] };
    expect(lacksSelfTraining(none)).toBe(true);
    const tried = [...estimates, estimate('self_trained', 4)];
    expect(lacksSelfTraining({ ...none, estimates: tried })).toBe(false);
    const scores = [score('self_trained', 1, null)];
    expect(lacksSelfTraining({ ...none, scores })).toBe(false);
  });
});

describe('the scale of the scores', () => {
  test('goes to the tenths around all intervals', () => {
    expect(
      scoreScale([
        [0.69, 0.75],
        [0.73, 0.787],
      ]),
    ).toEqual({ low: 0.6, high: 0.8, marks: [0.6, 0.7, 0.8] });
  });

  test('has few marks when it is long, and never leaves 0…1', () => {
    const { low, high, marks } = scoreScale([[0.01, 0.99]]);
    expect([low, high]).toEqual([0, 1]);
    expect(marks).toHaveLength(6);
    expect(scoreScale([[1, 1]])).toMatchObject({ high: 1 });
    expect(scoreScale([[0, 0]])).toMatchObject({ low: 0 });
  });

  test('places shares between its ends', () => {
    const scale = { low: 0.6, high: 0.8, marks: [] };
    expect(placeOn(scale, 0.7)).toBeCloseTo(50);
    expect(placeOn(scale, 0.2)).toBe(0);
    expect(placeOn(scale, 0.9)).toBe(100);
  });
});

describe('the table of classes', () => {
  const perClass = [
    { class: 0, precision: 0.5, recall: 0.9, f1: 0.6, support: 10 },
    { class: 1, precision: 0.5, recall: 0.1, f1: 0.2, support: 30 },
    { class: 2, precision: 0.9, recall: 0.5, f1: 0.7, support: 20 },
  ];
  const classes = ['shirt 10', 'shirt 9', 'bag'];
  const order = (...how: [Parameters<typeof classRows>[2], boolean]): number[] =>
    classRows(perClass, classes, ...how).map((row) => row.class);

  test('is sorted by any column, names by the numbers in them', () => {
    expect(order('f1', false)).toEqual([1, 0, 2]);
    expect(order('f1', true)).toEqual([2, 0, 1]);
    expect(order('support', true)).toEqual([1, 2, 0]);
    expect(order('name', false)).toEqual([2, 1, 0]);
  });

  test('leaves equal rows in the order of classes', () => {
    expect(order('precision', false)).toEqual([0, 1, 2]);
    expect(order('precision', true)).toEqual([2, 0, 1]);
  });
});

describe('the confusion matrix', () => {
  const confusion = [
    [8, 2, 0],
    [1, 9, 0],
    [0, 0, 0],
  ];
  const cells = cellsOf(confusion);

  test('gives each cell its share of the true class', () => {
    expect(cells).toHaveLength(9);
    expect(cells[1]).toEqual({ true: 0, predicted: 1, count: 2, share: 0.2 });
    expect(cells[8]).toEqual({ true: 2, predicted: 2, count: 0, share: 0 });
  });

  test('names the worst confusions, without what is right and without empty cells', () => {
    expect(worstCells(cells, 5).map((cell) => [cell.true, cell.predicted])).toEqual([
      [0, 1],
      [1, 0],
    ]);
    expect(worstCells(cells, 1)).toHaveLength(1);
  });

  test('is drawn with columns for what was predicted and the first class on top', () => {
    const option = confusionChart(cells, ['a', 'b', 'c'], colors, {
      trueClass: 'true',
      predictedClass: 'predicted',
      tip: ({ count }) => String(count),
    });
    expect(option).toMatchObject({
      xAxis: { name: 'predicted', data: ['a', 'b', 'c'] },
      yAxis: { name: 'true', inverse: true },
      series: [{ type: 'heatmap' }],
    });
    const [series] = option['series'] as { data: { value: number[] }[] }[];
    expect(series?.data[1]?.value).toEqual([1, 0, 0.2]);
  });
});

test('the learning curve has a band between the ends of the intervals', () => {
  const points = [
    { labels: 20, value: 0.6, interval: [0.5, 0.7] as const },
    { labels: 40, value: 0.7, interval: [0.66, 0.74] as const },
  ];
  const option = curveChart('class', points, colors, { x: 'labels', y: 'accuracy', tip: () => '' });
  const series = option['series'] as { data: [number, number][] }[];
  expect(series[0]?.data).toEqual([
    [20, 50],
    [40, 66],
  ]);
  expect(series[1]?.data[0]?.[1]).toBeCloseTo(20);
  expect(series[2]?.data).toEqual([
    [20, 60],
    [40, 70],
  ]);
  expect(option).toMatchObject({ yAxis: { min: 50, max: 80 } });
});

test('a learning curve of numbers is told in their units, from no error on', () => {
  const points = [{ labels: 20, value: 64.7, interval: [55, 74.3] as const }];
  const option = curveChart('number', points, colors, { x: 'labels', y: 'error', tip: () => '' });
  const series = option['series'] as { data: [number, number][] }[];
  expect(series[2]?.data).toEqual([[20, 64.7]]);
  expect(option).toMatchObject({ yAxis: { min: 0 } });
  expect(option['yAxis']).not.toHaveProperty('max');
});

describe('kept labels', () => {
  const label = {
    sample: 1,
    path: 'a.png',
    class: 1,
    before: null,
    sureness: 0.8,
    takenBack: false,
    now: null,
  };
  const classes = ['coat', 'shirt'];

  test('are marked as changed only where the round before called them otherwise', () => {
    expect(keptMarks(label, classes)).toEqual({
      className: 'shirt',
      takenBack: false,
      before: null,
      now: null,
    });
    expect(keptMarks({ ...label, before: 1 }, classes).before).toBeNull();
    expect(keptMarks({ ...label, before: 0, takenBack: true }, classes)).toMatchObject({
      before: 'coat',
      takenBack: true,
    });
    expect(keptMarks({ ...label, now: 'hat' }, classes).now).toBe('hat');
  });

  test('are named by their class when all that are marked have one', () => {
    const classOf = new Map([
      [1, 0],
      [2, 0],
      [3, 1],
    ]);
    expect(commonClass([1, 2], classOf)).toBe(0);
    expect(commonClass([1, 3], classOf)).toBeNull();
    expect(commonClass([], classOf)).toBeNull();
    expect(commonClass([4], classOf)).toBeNull();
  });
});

test('the reliability diagram has a dot for each bin, as large as it counts, and the diagonal', () => {
  const bins = [
    { count: 1, confidence: 0.35, accuracy: 0 },
    { count: 100, confidence: 0.9, accuracy: 0.8 },
  ];
  const words = { x: 'sure', y: 'right', tip: ({ count }: { count: number }) => `${count} of it` };
  const { series, tooltip } = calibrationChart(bins, colors, words) as unknown as {
    series: {
      data: number[][];
      symbolSize: (value: unknown, at: { dataIndex: number }) => number;
    }[];
    tooltip: { formatter: (at: { dataIndex: number }) => string };
  };
  expect(series[0]?.data).toEqual([
    [0, 0],
    [100, 100],
  ]);
  expect(series[1]?.data).toEqual([
    [35, 0],
    [90, 80],
  ]);
  const size = (dataIndex: number): number => series[1]?.symbolSize(null, { dataIndex }) ?? 0;
  expect(size(0)).toBe(7);
  expect(size(1)).toBe(26);
  expect(tooltip.formatter({ dataIndex: 1 })).toBe('100 of it');
  expect(tooltip.formatter({ dataIndex: 2 })).toBe('');
});

describe('numbers', () => {
  test('errors lie on a scale with round marks', () => {
    const scale = errorScale([
      [53.1, 62.3],
      [70.7, 79.7],
    ]);
    expect(scale).toEqual({ low: 50, high: 80, marks: [50, 60, 70, 80] });
    expect(placeOn(scale, 65)).toBe(50);
    expect(errorScale([[0.011, 0.013]]).marks).toEqual([0.011, 0.0115, 0.012, 0.0125, 0.013]);
    expect(errorScale([[2, 2]]).marks).toEqual([]);
  });

  test('pretraining helped when the interval of the difference says so', () => {
    const told = (interval: [number, number]) =>
      numberOutcome({
        pretraining: { kind: 'linear_probe', baseline: 'linear', difference: 1, interval },
      });
    expect([told([0.5, 2]), told([-1, 2]), told([-2, -0.5])]).toEqual(['helped', 'unclear', 'not']);
    expect(numberOutcome({ pretraining: null })).toBeNull();
  });

  test('what was said stands over what is true, between the bounds of the interval', () => {
    const points = [
      { truth: 0, said: 10 },
      { truth: 100, said: 90 },
    ];
    const words = { x: 'x', y: 'y', tip: () => '' };
    const series = (width: number | null) =>
      valuesChart(points, width, colors, words)['series'] as { data: number[][] }[];
    expect(series(null)).toHaveLength(2);
    const [dots, same, above] = series(20);
    expect(dots?.data).toEqual([
      [0, 10],
      [100, 90],
    ]);
    expect(same?.data).toEqual([
      [-4, -4],
      [104, 104],
    ]);
    expect(above?.data).toEqual([
      [-4, 16],
      [104, 124],
    ]);
  });

  test('more values than a call takes arguments are drawn', () => {
    const points = Array.from({ length: 200_000 }, (_, i) => ({ truth: i, said: i }));
    const words = { x: 'x', y: 'y', tip: () => '' };
    expect(() => valuesChart(points, null, colors, words)).not.toThrow();
  });
});
