import { count, short } from '../../state/format.ts';
import { classifierNames } from './classifier-names.ts';
import { counted } from './counted.ts';
import type { SampleNouns } from './sample-nouns.ts';

/** A time as a person says it: `5 minutes`, `2 hours`. */
function duration(minutes: number): string {
  if (minutes === 480) return 'Overnight (8 hours)';
  if (minutes >= 60)
    return minutes === 60 ? '1 hour' : `${Number((minutes / 60).toFixed(1))} hours`;
  return minutes === 1 ? '1 minute' : `${Number(minutes.toFixed(1))} minutes`;
}

/** `a, b and c` */
function inARow(words: readonly string[]): string {
  return words.length < 2
    ? words.join('')
    : `${words.slice(0, -1).join(', ')} and ${words.at(-1) ?? ''}`;
}

export const pretext = (s: SampleNouns) => {
  return {
    title: 'Pretext task',
    lead: [
      `Your ${s.many} have no labels, so the model makes up its own exercise: a `,
      'pretext task',
      '. Nobody cares for the answer. What the model has to notice in order to answer is what you will use.',
    ] as const,
    noData: {
      title: `First, some ${s.many}`,
      text: `The tasks are shown on your own data. Import ${s.many}, and they will be here.`,
      action: 'Go to Data',
    },
    tasks: {
      heading: 'What should the model practise?',
      oneTask: 'Or one task',
      showOthers: `Show other ${s.many}`,
      recommended: 'Recommended',
      paper: (paper: string) => `Method: ${paper}`,
      previewLabel: (task: string) => `Your ${s.many} in “${task}”`,
      previewFailed: `The ${s.many} could not be made.`,
      previewLoading: `Preparing your ${s.many}…`,
      why: (task: string) => `Why “${task}” suits this data`,
      notRecommended: (task: string) =>
        `“${task}” is recommended. Yours is worth a try too: compare them in Runs.`,
    },
    auto: {
      title: 'Choose for me',
      text: `Tries a few tasks briefly on your ${s.many}, goes on with the most promising one, and tells you why.`,
      tried: (titles: readonly string[], time: string) =>
        `Tries ${inARow(titles.map((title) => `“${title}”`))}, ${time} each.`,
      byLabels: (labels: number) =>
        `Your ${counted(labels, 'label')} ${labels === 1 ? 'helps' : 'help'} to judge them.`,
      withoutLabels: (wanted: number) =>
        `They are judged without labels: ${count(wanted)} or more would help.`,
      budget: (share: string) =>
        `About ${share} goes into the trials, the rest into the task that is chosen.`,
    },
    mix: {
      title: 'Combine two tasks',
      text: 'One encoder practises both at once. Useful where one task alone misses something.',
      first: 'First task',
      second: 'Second task',
      weight: 'How much each counts',
      weightValue: (percent: number) => `${percent} % first, ${100 - percent} % second`,
    },
    budget: {
      heading: 'How long may it practise?',
      label: 'Time',
      duration,
      /** A part of a time, in percent. */
      share: (seconds: number, minutes: number) =>
        `${Math.round((100 * seconds) / (60 * minutes))} % of it`,
      recommended: (time: string) => `Recommended: ${time.toLowerCase()}`,
      about: (time: string) => `about ${time}`,
      mostPasses: (passes: number) =>
        `End sooner, once each ${s.one} was seen ${count(passes)} times`,
      endsSooner: (time: string) =>
        `That is after about ${time}. More passes over so few ${s.many} are mostly learned by heart.`,
      passes: `Passes over your ${s.many}`,
      passesValue: (passes: number) =>
        passes < 10 ? `about ${passes.toFixed(1)}` : `about ${count(Math.round(passes))}`,
      steps: 'Training steps',
      stepsValue: (steps: number) => `about ${short(steps)}`,
      speed: `${s.Many} a second`,
      speedValue: (speed: number) => `about ${short(Math.round(speed))}`,
      basis: {
        'earlier-run': 'Known from an earlier run like this one in this project.',
        machine: 'Computed from how fast this machine has been; it may be off by a factor of two.',
        guess: 'A guess, since this machine was never measured: it may be far off.',
      },
      measure: 'Measure this machine',
      measuring: 'Measuring…',
      amount: {
        few: 'Few passes: enough to see whether it learns, too few to learn much.',
        fair: 'A fair number of passes. You can always let it keep going later.',
        many: `Very many passes: watch for ${s.many} being learned by heart.`,
      },
    },
    advanced: {
      heading: 'Advanced settings',
      summary: 'Empty fields use what suits the task.',
      changed: (n: number) => (n === 1 ? '1 changed' : `${n} changed`),
      reset: 'Back to the defaults',
      encoder: 'Encoder',
      optimizer: 'Optimizer',
      learningRate: 'Learning rate',
      weightDecay: 'Weight decay',
      batchSize: 'Batch size',
      seed: 'Seed',
      hints: {
        learningRate: 'How large each step is.',
        weightDecay: 'Keeps the weights small.',
        batchSize: `${s.Many} seen in one step.`,
        seed: 'The same seed gives the same run.',
      },
      defaultOption: (name: string) => `${name} (default)`,
      /** Names in a registry, as people read them. */
      names: {
        auto: 'Choose for me',
        simclr: 'Find the other view',
        rotation: 'Guess the rotation',
        inpainting: 'Fill in the hidden patches',
        vicreg: 'Agree and use every feature',
        'barlow-twins': `Match features, not ${s.many}`,
        simsiam: 'Predict the other view',
        byol: 'Predict what a slower self sees',
        dino: 'Learn from a teacher of its own',
        mae: `Paint the rest of the ${s.one}`,
        jigsaw: 'Solve the jigsaw puzzle',
        'relative-patch': 'Place the second patch',
        colorization: `Colour the grey ${s.one}`,
        cola: `Find the other piece of the ${s.one}`,
        recording: 'Which recording is it from?',
        'masked-spectrogram': 'Fill in the hidden sounds',
        simcse: 'Know the text again',
        'masked-features': 'Find and mend the exchanged values',
        'time-contrast': 'Find the other view, the same way round in time',
        direction: 'Forwards or backwards?',
        speed: 'How fast is it played?',
        'small-conv': 'Small (fast)',
        resnet18: 'ResNet-18 (thorough)',
        'vit-tiny': 'Vision transformer (small)',
        'patch-codes': 'Patch codes (seconds)',
        'log-mel-conv': 'Small, on spectrograms',
        mlp: 'Dense layers',
        'text-average': 'Mean of words',
        'text-transformer': 'Transformer, reads both ways',
        'text-causal': 'Transformer, reads left to right',
        ...classifierNames,
        sgd: 'SGD',
        adam: 'Adam',
        adamw: 'AdamW',
      } as Readonly<Record<string, string>>,
      encoderHints: {
        'small-conv': `Four layers; good for small ${s.many} and short times.`,
        resnet18: 'Eighteen layers; many times slower, worth it for hours.',
        'vit-tiny': `Reads a ${s.one} as patches; for “Paint the rest of the ${s.one}”, and long times.`,
        'log-mel-conv': 'Four layers on a spectrogram that is part of the model.',
        mlp: 'Each layer looks at all columns at once: a multilayer perceptron (MLP).',
        'text-average':
          'Each word is a list of numbers, and the text their mean: order does not count. Fast.',
        'text-transformer': 'Words are read with those around them; slower.',
        'text-causal': 'Words are read with those before them, for “Guess the next word”; slower.',
        'patch-codes': 'One layer of small patterns, for “Find words for patches”.',
      } as Readonly<Record<string, string>>,
      problems: {
        number: 'This is no number. Write 0.001, with a point.',
        whole: 'This must be a whole number.',
      },
      outOfRange: (min: string, max: string, above: boolean) =>
        above
          ? `This must be above ${min} and at most ${max}.`
          : `This must be from ${min} to ${max}.`,
    },
    start: {
      action: 'Start pretraining',
      summary: (task: string, time: string) => `${task} · ${time.toLowerCase()}`,
      passes: (passes: string) => `${passes} passes`,
      busy: 'Another training is going on in this project.',
      busyAction: 'Show it',
      invalid: 'Mend the advanced settings first.',
    },
  };
};
