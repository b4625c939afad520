import { describe, expect, test } from 'vitest';
import { parseRuns } from '../../../renderer/src/runs/chosen.ts';
import { linesOf } from '../../../renderer/src/runs/compare-lines.ts';
import { changesOf, fieldsForOtherTask, formOf } from '../../../renderer/src/runs/rerun-changes.ts';
import { resultFacts } from '../../../renderer/src/runs/result-facts.ts';
import { listInput, narrows, noFilter } from '../../../renderer/src/runs/run-filter.ts';
import { headlineText, inWords, isShown, valueText } from '../../../renderer/src/runs/run-value.ts';
import { runs as textsOf } from '../../../renderer/src/texts/en/runs.ts';
import { sampleNouns } from '../../../renderer/src/texts/en/sample-nouns.ts';

const runs = textsOf(sampleNouns.images);

describe('the list', () => {
  test('an untouched filter narrows nothing and asks for nothing', () => {
    expect(narrows(noFilter)).toBe(false);
    expect(listInput(noFilter)).toEqual({});
  });

  test('a filter asks for what is set', () => {
    const filter = { text: ' patch ', kind: 'pretrain', status: 'failed', starred: true } as const;
    expect(narrows(filter)).toBe(true);
    expect(listInput(filter)).toEqual({
      text: 'patch',
      kind: 'pretrain',
      status: 'failed',
      starred: true,
    });
  });

  test('headlines are percentages', () => {
    expect(headlineText({ name: 'knn', value: 0.8125 })).toBe('81.3 %');
    expect(headlineText({ name: 'accuracy', value: 1 })).toBe('100.0 %');
  });
});

describe('a comparison', () => {
  test('takes runs from an address: each once, eight at most, and no nonsense', () => {
    expect(parseRuns('3,1,3,x,-2,0.5')).toEqual([3, 1]);
    expect(parseRuns('1,2,3,4,5,6,7,8,9')).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(parseRuns(null)).toEqual([]);
  });

  test('keeps a run’s colour in every chart, whichever runs have the measure', () => {
    const knn = { name: 'knn', steps: Int32Array.of(1, 2), values: Float32Array.of(0.5, 0.75) };
    const lines = linesOf(
      'knn',
      [
        { run: 4, series: [] },
        { run: 7, series: [knn] },
        { run: 8, series: [{ ...knn, steps: new Int32Array(), values: new Float32Array() }] },
      ],
      (run) => `Run ${run}`,
    );
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatchObject({ name: 'Run 7', color: 1, smoothed: false });
  });

  test('writes values as people read them', () => {
    const words = { yes: 'yes', no: 'no', none: '–' };
    expect(valueText('x', null, words)).toBe('–');
    expect(valueText('x', true, words)).toBe('yes');
    expect(valueText('seed', 12345, words)).toBe('12345');
    expect(valueText('seconds', 95, words)).toBe('1 min 35 s');
    expect(valueText('health.knn', 0.5, words)).toBe('50.0 %');
    expect(valueText('scores.pixels.accuracy', 1, words)).toBe('100.0 %');
    expect(valueText('steps', 12_000, words)).toBe('12,000');
    expect(valueText('learningRate', 0.002, words)).toBe('0.002');
    expect(valueText('method', 'simclr', words, { simclr: 'Find the other view' })).toBe(
      'Find the other view',
    );
    expect(valueText('device', 'a machine', words)).toBe('a machine');
  });

  test('leaves out paths and tables, and finds words for the rest', () => {
    expect(isShown('learningRate')).toBe(true);
    expect(isShown('checkpoint')).toBe(false);
    expect(isShown('scores.pixels.samples')).toBe(false);
    expect(inWords('scores.fine_tuned.macroF1')).toBe('scores, fine tuned, macro f1');
  });
});

describe('a run again', () => {
  const config = {
    method: 'simclr',
    encoder: 'small-conv',
    optimizer: 'adamw',
    learningRate: 0.002,
    weightDecay: 0.0001,
    batchSize: 128,
    warmup: 0.05,
    seed: 1,
    'budget.kind': 'minutes',
    'budget.minutes': 5,
  };
  const defaults = { optimizer: 'adamw', learningRate: 0.001, weightDecay: 0.0001, batchSize: 128 };
  const form = formOf(config);

  test('an untouched form changes nothing', () => {
    expect(changesOf(config, form, defaults)).toEqual({});
    expect(form).toMatchObject({ task: 'simclr', minutes: 5, steps: null });
  });

  test('one change is one change', () => {
    const fields = { ...form.fields, batchSize: '64' };
    expect(changesOf(config, { ...form, fields }, defaults)).toEqual({ batchSize: 64 });
    expect(changesOf(config, { ...form, minutes: 10 }, defaults)).toEqual({ minutes: 10 });
    const encoder = { ...form.fields, encoder: 'resnet18' };
    expect(changesOf(config, { ...form, fields: encoder }, defaults)).toEqual({
      encoder: 'resnet18',
    });
  });

  test('an emptied field is the task’s default', () => {
    const fields = { ...form.fields, learningRate: '', seed: '' };
    expect(changesOf(config, { ...form, fields }, defaults)).toEqual({ learningRate: 0.001 });
  });

  test('another task brings its own settings, with the encoder and seed of the run', () => {
    const fields = fieldsForOtherTask(form.fields);
    expect(changesOf(config, { ...form, task: 'rotation', fields }, defaults)).toEqual({
      task: 'rotation',
    });
    const own = { ...fields, batchSize: '128' };
    expect(changesOf(config, { ...form, task: 'rotation', fields: own }, defaults)).toEqual({
      task: 'rotation',
      batchSize: 128,
    });
  });

  test('of steps, steps change', () => {
    const inSteps = { ...config, 'budget.kind': 'steps', 'budget.steps': 300 };
    const { 'budget.minutes': _, ...rest } = inSteps;
    const stepsForm = formOf(rest);
    expect(stepsForm).toMatchObject({ minutes: null, steps: 300 });
    expect(changesOf(rest, { ...stepsForm, steps: 600 }, defaults)).toEqual({ steps: 600 });
  });

  test('of a fine-tuning, the seed', () => {
    const tuned = formOf({ seed: 1, labels: 30 });
    expect(
      changesOf({ seed: 1 }, { ...tuned, fields: { ...tuned.fields, seed: '2' } }, null),
    ).toEqual({ seed: 2 });
  });
});

describe('what came of a run', () => {
  const loss = { steps: [1, 2], values: [5, 4] };

  test('of a fine-tuning, its headline', () => {
    const run = { pretraining: null, headline: { name: 'accuracy', value: 0.9 } } as const;
    expect(resultFacts(run, loss, runs.details)).toEqual([
      { name: 'Right on test pictures', value: '90.0 %' },
    ]);
    expect(resultFacts({ pretraining: null, headline: null }, loss, runs.details)).toEqual([]);
  });

  test('of a pretraining, what was measured, with the loss of the whole run', () => {
    const health = {
      embeddingStd: 0.5,
      effectiveRank: 40,
      alignment: null,
      uniformity: null,
      knn: null,
      heldOutLoss: null,
    };
    const verdict = { state: 'learning', sentence: '', advice: '' } as const;
    const pretraining = {
      steps: 200,
      samplesPerSecond: 140,
      lossFirst: 4.1,
      lossLast: 4,
      health,
      verdict,
    };
    const facts = resultFacts({ pretraining, headline: null }, loss, runs.details);
    expect(facts[0]).toEqual({ name: 'Loss, first to last', value: '5 → 4' });
    expect(facts.map(({ name }) => name)).not.toContain('Neighbours agree');
  });
});
