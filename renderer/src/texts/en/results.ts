import type { ClassifierKindName } from '../../../../shared/classifier-kinds.ts';
import type { Target } from '../../../../shared/target.ts';
import { figure } from '../../curves/figure.ts';
import { count } from '../../state/format.ts';
import { counted } from './counted.ts';
import { listed } from './listed.ts';
import type { SampleNouns } from './sample-nouns.ts';

/** A difference of shares as points: `6.2`. */
const points = (share: number): string => (100 * share).toFixed(1).replace('-', '−');
const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
const range = ([low, high]: readonly [number, number]): string =>
  `${points(low)} to ${points(high)}`;

export const results = (s: SampleNouns) => {
  return {
    title: 'Results',
    lead: 'Fine-tune on your labels and see what they bought, against plainer methods on the same labels.',
    run: 'Run',
    /** It opens a dialog. */
    again: 'Fine-tune again…',
    starting: 'Starting…',

    /** The classifiers, plainest first. */
    kinds: {
      pixels: {
        name: 'Raw pixels',
        what: 'Logistic regression on the pixels, with no network at all.',
      },
      patch_codes: {
        name: 'Patch codes',
        what: 'A simple classifier of small patches’ patterns: features that take seconds.',
      },
      frame_codes: {
        name: 'Frame codes',
        what: 'A simple classifier of small patches of the mean frame, and of how they move: features that take seconds.',
      },
      columns: {
        name: 'Columns alone',
        what: 'Logistic regression on the columns as they are, with no network at all.',
      },
      boosted_trees: {
        name: 'Boosted trees',
        what: 'Many small decision trees on the columns, each mending what those before got wrong.',
      },
      mfcc: {
        name: 'MFCC statistics',
        what: 'A simple classifier of what the sound is like on the whole: features that take seconds.',
      },
      tf_idf: {
        name: 'Words alone',
        what: 'Logistic regression on how often each word is there (TF-IDF), with no network at all.',
      },
      scratch: { name: 'From scratch', what: 'The same network, trained on your labels alone.' },
      nearest: {
        name: 'Nearest',
        what: `The class of the labelled ${s.one} that is most alike.`,
      },
      linear_probe: {
        name: 'Linear probe',
        what: 'A simple classifier on the pretrained encoder, which stays as it is.',
      },
      propagation: {
        name: 'Propagation',
        what: `Your labels, passed on between ${s.many} that are alike.`,
      },
      combined: {
        name: 'Combined',
        what: 'Propagation and a linear classifier, weighted by what your labels show; where too few classes have two labels, propagation and the network from scratch.',
      },
      fine_tuned: {
        name: 'Fine-tuned',
        what: 'The pretrained encoder, trained a little more on your labels.',
      },
      self_trained: {
        name: 'Self-trained',
        what: `The same network, taught in rounds by its surest guesses on unlabelled ${s.many}.`,
      },
    } satisfies Readonly<Record<ClassifierKindName, { name: string; what: string }>>,

    needPretrainTitle: 'First, an encoder',
    needPretrainText: `Fine-tuning starts from an encoder that has looked at your ${s.many} without labels. Pretrain one, then come back.`,
    needPretrainAction: 'Choose a pretext task',
    needLabelsTitle: 'A handful of labels is missing',
    needLabelsText: `A classifier needs labelled ${s.many} of two classes at least. Ten a class are a good start; the app suggests which.`,
    needLabelsAction: `Label ${s.many}`,

    startTitle: 'Train every kind of classifier and compare them',
    startText: (labels: string, classes: string) =>
      `All learn from your ${counted(labels, 'label')} in ${counted(classes, 'class', 'classes')}. Only a fair comparison shows whether pretraining was worth it.`,
    moreTitle: 'More to try',
    moreText: 'These take longer. The comparison shows whether they were worth it.',
    moreOptions: {
      selfTraining: {
        label: 'Self-training too',
        text: `Also teach a network in rounds by its surest guesses on the unlabelled ${s.many}. It takes some minutes more.`,
      },
      consistency: {
        label: `Fine-tune on unlabelled ${s.many} too`,
        text: `The fine-tuned network must say the same of a ${s.one} seen in two ways (FixMatch). Fine-tuning takes about five times as long.`,
      },
      mixup: {
        label: `Mix ${s.many}`,
        text: `Fine-tuning sees mixtures of two ${s.many} with both their classes (mixup).`,
      },
      averaging: {
        label: 'Average the weights',
        text: 'Keep a moving average of what fine-tuning came through, in place of its last step.',
      },
    },
    encoderFrom: 'Encoder from',
    start: 'Start fine-tuning',
    trainLabels: 'Training labels',
    testLabels: 'Test labels',
    classes: 'Classes',
    manyMinutes: 'This takes from seconds to some minutes. You can leave this screen meanwhile.',

    noTestTitle: 'No test labels yet',
    noTestText: `Without labelled ${s.many} that training never sees, nobody can say how good a model is: on its own training ${s.many} every model looks excellent.`,
    holdOutLabel: 'Share of each class’s labels to set aside',
    holdOutShare: (share: string, labels: string) => `${share}, about ${counted(labels, 'label')}`,
    holdOut: 'Set aside as test',
    heldOut: (moved: string) =>
      `${counted(moved, `labelled ${s.one}`)} ${moved === '1' ? `is a test ${s.one}` : `are test ${s.many}`} now.`,
    nothingMoved: 'Nothing could be set aside: a class needs two labels at least. Label some more.',
    orCsv: 'Or bring labels of your own in a CSV file with the columns path and label:',
    chooseCsv: 'Choose a CSV file',
    startWithout: 'You can start without. Then the classifiers are trained, but not scored.',

    progressTitle: 'Fine-tuning',
    progressStep: (step: string) => `step ${step}`,
    progressLoss: (loss: string) => `loss ${loss}`,
    stepDone: 'done',
    stepNow: 'in progress',
    stepWaiting: 'waiting',

    stale: (more: number) =>
      `You have given ${more === 1 ? 'one label' : `${count(more)} labels`} since this run. Fine-tune again to use ${more === 1 ? 'it' : 'them'}.`,
    changedLabels: 'Labels have changed since this run. Fine-tune again to use them.',

    outcome: {
      untested: 'Trained, but not tested',
      untestedText: `There were no labelled test ${s.many}, so how often it is right can only be guessed.`,
      untestedAgain: (labels: string) =>
        labels === '1'
          ? 'One test label is there now: fine-tune again to measure with it.'
          : `${labels} test labels are there now: fine-tune again to measure with them.`,
      pretraining: 'Pretraining paid off',
      pretrainingClose: 'Pretraining leads, but it may be chance',
      level: 'A draw: a baseline does as well as pretraining',
      baseline: 'A baseline wins: pretraining did not pay off here',
      baselineClose: 'A baseline leads, but it may be chance',
      right: (name: string, accuracy: string, samples: string) =>
        `“${name}” gets ${accuracy} of ${counted(samples, `test ${s.one}`)} right.`,
      ahead: (rival: string, difference: number, interval: readonly [number, number]) =>
        `That is ${points(difference)} points more than “${rival}” (95 % interval ${range(interval)}, on the same ${s.many}).`,
      notClear: (rival: string, difference: number, interval: readonly [number, number]) =>
        points(difference) === '0.0'
          ? `What it differs from “${rival}” by may be anything from ${range(interval)} points (95 % interval).`
          : `It is ${points(difference)} points ahead of “${rival}”, but the 95 % interval, ${range(interval)}, includes no difference at all.`,
      baselineAdvice:
        'Pretrain for longer or with another task, or give more labels. Until then, use the baseline: it is the better model.',
      closeAdvice: 'More test labels make the intervals narrower.',
      asMany: (names: readonly string[]) =>
        names.length <= 3
          ? `So ${names.length === 1 ? 'does' : 'do'} ${listed(names)}.`
          : `So do ${names.length} others, marked “Level” below.`,
      notBehind: (names: readonly string[]) =>
        names.length <= 3
          ? `${listed(names)} ${names.length === 1 ? 'is' : 'are'} not clearly behind.`
          : `${names.length} others are not clearly behind.`,
      recommended: (name: string, best: string) =>
        `“${name}” is recommended: labels hidden in training chose it, and what “${best}” is ahead by on these test ${s.many} may be the luck of the best of several.`,
      recommendedLevel: (name: string) =>
        `“${name}” is recommended: it gets just as many right, and labels hidden in training chose it.`,
      fewTests: (samples: string) =>
        `Only ${counted(samples, `test ${s.one}`)}: read these numbers as rough guesses.`,
      estimates: 'Right on training labels that were hidden from it',
      estimate: (accuracy: string, low: string, high: string, tried: string) =>
        `${accuracy} of ${tried} (95 % interval ${low} to ${high})`,
      chosen: (name: string) => `Chosen: ${name}`,
      noEstimates:
        'Too few classes have two labels, so nothing can be hidden to try a classifier on. Give each class two at least.',
      estimatesText:
        'Labels are hidden in turn, a part at a time. Each classifier learns from the others and says what the hidden ones are.',
      /** @param names quoted */
      triedOnPart: (names: readonly string[], tried: string, most: string) =>
        `${listed(names)} ${names.length === 1 ? 'was' : 'were'} tried on ${tried} of the ${counted(most, 'label')} alone: a network takes long to train, so a part is hidden once and not each in turn. ${names.length === 1 ? 'Its share is' : 'Their shares are'} the rougher.`,
      onlyOnes: (labels: number) =>
        labels === 1
          ? 'One label is the only one of its class: it was learnt from, and nothing was tried on it. Give that class another.'
          : `${labels} labels are the only ones of their classes: they were learnt from, and nothing was tried on them. Give each of these classes another.`,
    },

    noSelfTraining: (name: string) =>
      `“${name}” is not among them: it takes some minutes more, so it is trained only when you ask for it.`,
    withSelfTraining: 'Try self-training…',

    next: {
      heading: 'Next',
      predictTitle: 'Try it out',
      predictText: `Give the model ${s.many} that it does not know, and see what it says.`,
      predict: 'Predict',
      exportTitle: 'Take it with you',
      exportText: 'Save the model in a format that other programs read, with code that uses it.',
      export: 'Export',
    },

    scoresTitle: `Accuracy on the test ${s.many}`,
    scoresCaption: (labels: string, samples: string) =>
      `${counted(labels, 'label')} to learn from, ${counted(samples, `test ${s.one}`)} to be scored on. Dots are the scores, bars their 95 % intervals.`,
    model: 'Model',
    accuracy: 'Accuracy',
    interval: '95 % interval',
    macroF1: 'Macro-F1',
    behind: 'Behind the best',
    /** What may be said of a place among the scores. */
    places: { best: 'Best', ahead: 'Ahead, not clearly', level: 'Level' },
    recommended: 'Recommended',
    behindBy: (difference: number) =>
      points(difference) === '0.0' ? 'level' : `−${points(difference)} points`,
    mayBeChance: 'maybe chance',
    rangeOf: (low: number, high: number) => `${points(low)} – ${points(high)} %`,
    axis: (low: string, high: string) => `Scale from ${low} to ${high}`,

    detailsTitle: 'Where it is right and wrong',
    detailsOf: 'Details of',
    tabs: {
      mistakes: 'Mistakes',
      confusion: 'Confusions',
      classes: 'Classes',
      curve: 'More labels?',
      rounds: 'Self-training',
      calibration: 'How sure?',
    },
    calibration: {
      title: 'Is it as sure as it is right?',
      error: 'Calibration error',
      measuredOn: {
        test: (samples: string) => `measured on ${counted(samples, `test ${s.one}`)}`,
        hidden: (samples: string) =>
          `measured on ${counted(samples, 'training label')} hidden from the model, since there are no test labels`,
      },
      text: `Each dot is a group of ${s.many} that the model was about as sure of; the larger, the more ${s.many}. On the dashed line it is as sure as it is right, below it too sure, above it too modest.`,
      few: `So few ${s.many} make dots jump about, and the error look larger than it is.`,
      none: 'Not measured for this classifier: fine-tune again, with two labels of each class at least.',
      axisX: 'How sure the model is',
      axisY: 'How often it is right',
      bin: (pictures: string, sure: string, right: string) =>
        `${counted(pictures, s.one)}, ${sure} sure on average: ${right} right`,
      chart: (points: number, error: string) =>
        `Reliability diagram of ${points} points, calibration error ${error}`,
    },
    rounds: {
      text: `In each round the model labels the unlabelled ${s.many}, keeps its labels, class by class, but for those that it is least sure of, and learns from them and from yours. A kept label has changed where the round before called its ${s.one} otherwise, whether or not that round kept it. How many rounds help was tried with a part of your labels hidden.`,
      round: 'Round',
      kept: 'Labels kept',
      keptOf: (kept: string, all: string) => `${kept} of ${all}`,
      sureness: 'Mean sureness',
      changed: 'Of these, changed',
      noneBefore: '–',
      accuracy: 'Right, with labels hidden',
      triedOn: (accuracy: string, tried: string) => `${accuracy} of ${tried}`,
      notTried: 'too few labels to try',
      thresholds: 'Least sureness kept in the last round, by class',
    },
    views: 'Views of the results',

    className: 'Class',
    precision: 'Precision',
    precisionText: 'Of what was called this class, how much is',
    recall: 'Recall',
    recallText: 'Of this class, how much was found',
    f1: 'F1',
    f1Text: 'Both in one number',
    support: `Test ${s.many}`,
    sortedBy: (column: string) => `Sort by ${column}`,

    confusionText: `Rows are the true classes, columns what the model said. What is right lies on the diagonal. Choose a cell to see its ${s.many}.`,
    confusionLabel: (right: string, total: string) =>
      `Confusion matrix: ${right} of ${counted(total, `test ${s.one}`)} ${right === '1' ? 'lies' : 'lie'} on the diagonal. The table has the numbers.`,
    asTable: 'Show as a table',
    asChart: `Show as a ${s.one}`,
    trueClass: 'True class',
    predictedClass: 'Predicted class',
    cell: (count: string, truth: string, predicted: string) =>
      `${count} of “${truth}” called “${predicted}”`,
    cellTip: (count: string, share: string, truth: string, predicted: string) =>
      `${count} (${share}) of “${truth}” called “${predicted}”`,
    cellTitle: (truth: string, predicted: string) =>
      truth === predicted ? `“${truth}”, rightly recognised` : `“${truth}”, called “${predicted}”`,
    worstTitle: 'Confused most often',
    takenFor: 'taken for',
    worstNone: `No test ${s.one} was taken for another class.`,

    order: 'Order',
    mostConfident: 'Surest mistakes first',
    leastConfident: 'Closest calls first',
    mistakesText:
      'Mistakes the model is very sure of are often wrong labels. Correct those here; they count from the next fine-tuning on.',
    noMistakesTitle: 'Not a single mistake',
    noMistakesText: `Every test ${s.one} was recognised. Harder test ${s.many} would tell more.`,
    noPredictionsTitle: 'Single predictions were not kept',
    noPredictionsText: 'They are kept when there are test labels. Fine-tune again to see mistakes.',
    truth: 'Labelled',
    said: 'Model says',
    sure: (share: string) => `${share} sure`,
    gaveIt: (share: string) => `model: ${share}`,
    modelsAnswer: (name: string) => `${name} (the model’s answer)`,
    giveBack: (name: string) => `Back to “${name}”`,
    picture: (truth: string, predicted: string, share: string) =>
      `Labelled ${truth}; the model says ${predicted}, ${share} sure`,
    relabel: 'Change the label',
    relabelled: (name: string) => `Labelled “${name}” now`,
    unlabel: 'Take the label back',
    unlabelled: 'Label taken back',
    undone: 'The label is as it was.',
    inCell: (total: string) => counted(total, `test ${s.one}`),

    curveTitle: 'What would more labels bring?',
    curveText:
      'The app pretends to have fewer labels, many times over, and scores a linear probe each time. The band is the 95 % interval: it is narrow with many labels.',
    curveNoneTitle: 'Not computed yet',
    curveFewTitle: 'Too few labels for a curve',
    curveNone: {
      class: 'It takes some seconds, and needs about 20 labels, two at least of most classes.',
      number: 'It takes some seconds, and needs about 20 labels.',
    } satisfies Record<Target, string>,
    compute: 'Compute the curve',
    computeAgain: 'Compute again',
    computing: 'Computing the learning curve',
    curveAxisX: 'Labels',
    curveAxisY: { class: 'Accuracy', number: 'Error (RMSE)' } satisfies Record<Target, string>,
    curveLabel: (target: Target, points: number, first: number, last: number) =>
      target === 'class'
        ? `Learning curve of ${points} points, from ${percent(first)} to ${percent(last)} accuracy`
        : `Learning curve of ${points} points, from an error (RMSE) of ${figure(first)} to ${figure(last)}`,
    curvePoint: (
      target: Target,
      labels: string,
      value: number,
      [low, high]: readonly [number, number],
    ) =>
      target === 'class'
        ? `${counted(labels, 'label')}: ${percent(value)} (${range([low, high])})`
        : `${counted(labels, 'label')}: off by ${figure(value)} (${figure(low)} to ${figure(high)})`,
    curveStale: (labels: string) =>
      `${counted(labels, 'label')} ${labels === '1' ? 'was' : 'were'} given after it was computed.`,
    curveAt: (when: string) => `Computed ${when}`,
    labelMore: `Label more ${s.many}`,
  };
};
