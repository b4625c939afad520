import type { RegressorKindName } from '../../../../shared/regressor-kinds.ts';
import type { Target } from '../../../../shared/target.ts';
import { figure as plain } from '../../curves/figure.ts';
import { toldNumber } from '../../curves/told-number.ts';
import { counted } from './counted.ts';
import type { SampleNouns } from './sample-nouns.ts';

const told = (value: number, halfWidth: number | null = null): string =>
  toldNumber(value, halfWidth).replace(/^-/, '−');
/** With a minus sign, not a hyphen. */
const figure = (value: number): string => plain(value).replace(/^-/, '−');
const range = ([low, high]: readonly [number, number]): string =>
  `${figure(low)} to ${figure(high)}`;
const percent = (share: number): string => `${Math.round(100 * share)} %`;

/** What is other where labels are numbers. */
export const numbers = (s: SampleNouns) => ({
  target: {
    title: 'What labels are',
    names: { class: 'Names of classes', number: 'Numbers' } satisfies Record<Target, string>,
    hints: {
      class: `The model says which class a ${s.one} is.`,
      number: `The model says a number for each ${s.one}.`,
    } satisfies Record<Target, string>,
    text: 'Changing it loses no label: they are read in another way.',
  },
  allLabels: 'Labelled or not',
  label: {
    lead: `The number of a handful of ${s.many}, where it counts most. Each is saved the moment you give it.`,
    title: 'Numbers',
    ofThis: `The number of this ${s.one}`,
    value: 'Number',
    placeholder: 'For example 12.5',
    give: 'Give',
    hint: `Enter gives it and shows the next ${s.one}. Write a decimal point.`,
    noNumber: 'That is no number. Write it with a decimal point, as 12.5.',
    least: 'Least',
    median: 'Median',
    most: 'Greatest',
    count: (labels: string) =>
      labels === '1' ? '1 training label.' : `${labels} training labels.`,
    lacks: (more: string, least: string) =>
      `${more} more until fine-tuning, which needs ${least} at least.`,
    needsTen: (least: number) => `An estimate needs ${least} numbers at least.`,
    found:
      'They are numbers, so a number is learnt from now on. If they are names of classes, say so on the Label screen.',
  },
  kinds: {
    mean: {
      name: 'Mean',
      what: `The mean of your labels, whatever the ${s.one}: what all others must beat.`,
    },
    linear: {
      name: 'Linear',
      what: 'Ridge regression on plain features (of a table its columns), with no network at all.',
    },
    boosted_trees: {
      name: 'Boosted trees',
      what: 'Many small decision trees on the columns, each mending what those before got wrong.',
    },
    scratch: { name: 'From scratch', what: 'The same network, trained on your labels alone.' },
    combined: {
      name: 'Combined',
      what: 'The mean of what the others say, weighted by how well each tells labels that were hidden from it.',
    },
    nearest: {
      name: 'Nearest',
      what: `The mean of labelled ${s.many}, those that are most alike counting most.`,
    },
    linear_probe: {
      name: 'Linear probe',
      what: 'Ridge regression on the pretrained encoder, which stays as it is.',
    },
    fine_tuned: {
      name: 'Fine-tuned',
      what: 'The pretrained encoder, trained a little more on your labels.',
    },
  } satisfies Readonly<Record<RegressorKindName, { name: string; what: string }>>,
  start: {
    title: 'Train every kind of model and compare them',
    text: (labels: string) =>
      `All learn a number from your ${counted(labels, 'label')}. Only a fair comparison shows whether pretraining was worth it.`,
    holdOutLabel: 'Share of the labels to set aside',
    nothingMoved:
      'Nothing could be set aside: ten labels are needed to learn from, and two to test on. Label some more.',
    needTitle: 'A handful of labels is missing',
    needText: (least: string) =>
      `Give the number of ${counted(least, s.one)} at least. The app suggests which.`,
  },
  outcome: {
    helped: 'Pretraining paid off',
    unclear: 'Pretraining may have helped, or not',
    not: 'A baseline wins: pretraining did not pay off here',
    best: (name: string, explained: number, error: number, samples: string) =>
      `“${name}” explains ${percent(Math.max(0, explained))} of how the numbers of ${counted(samples, `test ${s.one}`)} differ (R²), and is off by ${figure(error)} (RMSE).`,
    gain: (
      kind: string,
      baseline: string,
      difference: number,
      interval: readonly [number, number],
    ) =>
      interval[0] > 0
        ? `With the pretrained encoder, “${kind}” has an error smaller by ${figure(difference)} than “${baseline}”, the best baseline (95 % interval ${range(interval)}, on the same ${s.many}).`
        : interval[1] < 0
          ? `With the pretrained encoder, “${kind}” has an error larger by ${figure(-difference)} than “${baseline}”, the best baseline (95 % interval ${range([-interval[1], -interval[0]])}, on the same ${s.many}).`
          : `Between “${kind}” with the pretrained encoder and “${baseline}”, the best baseline, the errors differ by ${figure(Math.abs(difference))}; the 95 % interval, ${range(interval)}, includes no difference at all.`,
    advice:
      'Pretrain for longer or with another task, or give more labels. Until then, use the baseline: it is the better model.',
    fewTests: (samples: string) =>
      `Only ${counted(samples, `test ${s.one}`)}: read these numbers as rough guesses.`,
    untested: 'Trained, but not tested',
    untestedText: `There were no labelled test ${s.many}. What stands below was found on training labels that were hidden from each model.`,
    chosen: (name: string) => `Chosen by your labels: ${name}`,
  },
  scores: {
    title: `Errors on the test ${s.many}`,
    estimatesTitle: 'Errors on labels that were hidden',
    caption: (labels: string, samples: string) =>
      `${counted(labels, 'label')} to learn from, ${counted(samples, `test ${s.one}`)} to be scored on. Dots are the errors, bars their 95 % intervals: further left is better.`,
    estimatesCaption: (labels: string) =>
      `${counted(labels, 'label')} to learn from; each model is tried on labels that were hidden from it. Dots are the errors, bars their 95 % intervals: further left is better.`,
    model: 'Model',
    chosen: 'Chosen',
    rmse: 'RMSE',
    mae: 'Mean error',
    r2: 'R²',
    interval: '95 % interval',
    behind: 'Behind the best',
    behindBy: (difference: number) =>
      figure(difference) === '0' ? 'level' : `+${figure(difference)}`,
    range: (low: number, high: number) => `${figure(low)} – ${figure(high)}`,
    axis: (low: string, high: string) => `Scale of the error from ${low} to ${high}`,
  },
  scatter: {
    title: 'Said and true',
    of: 'Details of',
    text: `Each dot is a test ${s.one}. On the dashed line the model said the very number; between the dotted lines lie those within the interval that it gives.`,
    x: 'Labelled',
    y: 'Model says',
    /** To two digits of the error that the model usually makes. */
    point: (truth: number, said: number, error: number) =>
      `labelled ${told(truth)}, model says ${told(said, error)}`,
    chart: (samples: string, name: string) =>
      `What “${name}” says of ${counted(samples, `test ${s.one}`)}, over their labels`,
    interval: (coverage: number, halfWidth: number, tried: string) =>
      `Its interval is ±${figure(halfWidth)}: ${percent(coverage)} of new ${s.many} should lie within (by ${counted(tried, 'hidden label')}).`,
    held: (share: number) => `Of these test ${s.many} ${percent(share)} do.`,
    noInterval: 'It was tried on too few hidden labels to say how far off it may be.',
    worst: 'Furthest off',
    off: (by: number) => `off by ${figure(by)}`,
  },
  predict: {
    needModelText: `Fine-tune on your labels first. Then this screen tells the number of any ${s.one}.`,
    smallest: 'Smallest first',
    largest: 'Largest first',
    counts: (found: string, unfamiliar: string) =>
      `${counted(found, s.one)}, ${unfamiliar} of them unlike the training ${s.many}`,
    value: (value: number, interval: readonly [number, number] | null) =>
      told(value, interval && (interval[1] - interval[0]) / 2),
    interval: (low: number, high: number) => {
      const halfWidth = (high - low) / 2;
      return `${told(low, halfWidth)} to ${told(high, halfWidth)}`;
    },
    pictureOf: (path: string, value: number) => `${path}: ${told(value)}`,
    within: (coverage: number, halfWidth: number, tried: string) =>
      `Each comes with an interval of ±${figure(halfWidth)}: the truth should lie within for ${percent(coverage)} of ${s.many} like the labelled ones (by ${counted(tried, 'label')} hidden from the model).`,
    noInterval: 'This model was tried on too few hidden labels to say how far off it may be.',
    always: `It gives a number whatever it is shown, and knows nothing beyond the range of its labels.`,
  },
  exports: {
    same: (samples: string) =>
      `It gave exactly the same numbers as the app’s own model for ${counted(samples, `real ${s.one}`)}.`,
    close: (samples: string, share: string) =>
      `For ${counted(samples, `real ${s.one}`)}, no number differed from the app’s own model by more than ${share} of the largest.`,
    kindOf: (name: string, error: number) => `${name}, off by ${figure(error)}`,
  },
});
