import type { SuggestionStrategyName } from '../../../../shared/suggestion-strategies.ts';
import type { Target } from '../../../../shared/target.ts';
import { figure } from '../../curves/figure.ts';
import { percent } from '../../state/format.ts';
import { counted } from './counted.ts';
import type { SampleNouns } from './sample-nouns.ts';

/** Why a picture is shown. */
export const label = (s: SampleNouns) => {
  const reasons: Record<SuggestionStrategyName, string> = {
    auto: 'Typical of a large connected group that labels hardly reach yet.',
    typical: 'Typical of a large group with few labels.',
    spectral: 'Typical of a large connected group that labels hardly reach yet.',
    'prob-cover': `Many ${s.many} like it have no label near.`,
    'max-herding': `Stands for many ${s.many} that no label stands for yet.`,
    margin: 'Your labels do not say yet what this is.',
    entropy: 'Your labels do not say yet what this is.',
    disagreement: 'Your labels contradict each other here.',
    random: 'Drawn by chance.',
  };
  return {
    title: 'Label',
    lead: 'A handful of labels where they count most. Each is saved the moment you give it.',
    noData: 'There is nothing to label yet',
    noDataText: `Import some ${s.many} first.`,
    toData: 'Go to Data',
    noRun: `Without a pretraining, ${s.many} come in no particular order.`,
    noRunLink: 'Pretrain first',
    endedEarlyLink: 'Use the one that was stopped, or go on with it',
    noRunAfter: ' to see those that count most.',
    mode: 'How to label',
    one: 'One by one',
    strategy: {
      label: `${s.Many} chosen by`,
      names: {
        auto: 'What counts most now',
        typical: 'Typical of a group',
        spectral: 'Typical of a connected group',
        'prob-cover': 'Alike many others',
        'max-herding': 'In the middle',
        margin: 'Closest calls',
        entropy: 'Most unsure',
        disagreement: 'Most disputed',
        random: 'Chance',
      },
      hints: {
        auto: 'Typical of connected groups at first; where labels are classes, closest calls once there are ten of each.',
        typical: 'One of each large group that has no label yet.',
        spectral: `Groups are what many paths from ${s.one} to like ${s.one} join; classes with few labels come first. Good from the very first label on.`,
        'prob-cover': 'Each has as many unlabelled neighbours as can be.',
        'max-herding': `Together they stand for all ${s.many} as well as can be.`,
        margin: 'A classifier of your labels wavers between two classes.',
        entropy: 'A classifier of your labels could say nearly anything.',
        disagreement: 'Classifiers of parts of your labels contradict each other.',
        random: 'As they come.',
      },
      why: (name: SuggestionStrategyName, between: [string, string] | null) =>
        between === null
          ? reasons[name]
          : `“${between[0]}” or “${between[1]}”? Your labels do not say yet.`,
    },
    grid: 'Grid',
    map: 'Map',
    // one by one
    choosing: `Choosing which ${s.many} to label first…`,
    choosingMore: 'Choosing more…',
    connecting: `Finding clusters of your ${s.many}`,
    connectingText: `Once for this encoder; half a minute for 20,000 ${s.many}. The first ${s.many} are then typical ones of the largest groups.`,
    picture: (name: string) => `${s.One} to label: ${name}`,
    has: (name: string) => `Labelled “${name}”`,
    skip: 'Skip',
    back: 'Back',
    forward: 'Forward',
    takeBack: 'Take the label back',
    strip: `${s.Many} before and after`,
    stripItem: (place: number, name: string | null) =>
      name === null ? `${s.One} ${place}` : `${s.One} ${place}, ${name}`,
    allDone: 'That was all of them',
    allDoneText: `Every ${s.one} that is left was skipped or has a label. Give names in the grid, or go on.`,
    showSkipped: (pictures: string) =>
      pictures === '1' ? 'Show the skipped one' : `Show the ${pictures} skipped`,
    saving: 'Saving…',
    saved: (labels: string) => (labels === '1' ? '1 label saved' : `${labels} labels saved`),
    notSaved: 'Not saved',
    noClassText: 'What may it be? Type the name of a class. Its key is then 1.',
    // classes
    classes: 'Classes',
    labelThis: `Label this ${s.one} as`,
    labelSome: (pictures: string) =>
      pictures === '1' ? `Label 1 ${s.one} as` : `Label ${pictures} ${s.many} as`,
    chooseFirst: `Choose ${s.many}, then a class`,
    labelsSoFar: (labels: number) => (labels === 1 ? ' label' : ' labels'),
    labelKey: (name: string) => `Label as “${name}”`,
    newClass: 'New class',
    newClassPlaceholder: 'New class…',
    add: 'Add',
    addAndLabel: 'Add this class and label with it',
    addLabels: 'A class that you add is given at once to what is shown or chosen.',
    classMenu: (name: string) => `More for ${name}`,
    rename: 'Rename…',
    renameTitle: (name: string) => `Rename “${name}”`,
    name: 'Name',
    remove: 'Remove',
    removeHint: 'Remove (has labels)',
    removed: (name: string) => `Class “${name}” removed`,
    selectAll: `Show its ${s.many}`,
    // balance
    toGo: (labels: string, each: string) =>
      labels === '1'
        ? `1 more label until each class has ${each}, which is advisable.`
        : `${labels} more labels until each class has ${each}, which is advisable.`,
    enough: (each: string) => `Each class has ${counted(each, 'label')} or more: a good start.`,
    uneven: (few: string, many: string) =>
      `“${few}” has far fewer labels than “${many}”: the model will tend to overlook it.`,
    noTest: `No ${s.one} is set aside for testing: scores will be estimates only.`,
    holdOut: 'Set 20 % aside',
    heldOut: (pictures: string) =>
      `${counted(pictures, `labelled ${s.one}`)} ${pictures === '1' ? `is a test ${s.one}` : `are test ${s.many}`} now`,
    // estimate
    estimate: 'Would more labels help?',
    measured: (target: Target, value: number, labels: string) =>
      target === 'class'
        ? `${percent(value)} right with ${counted(labels, 'label')}`
        : `Off by ${figure(value)} (RMSE) with ${counted(labels, 'label')}`,
    crossValidated: 'Cross-validated on your labels, with a',
    linearProbe: 'linear probe',
    /** Of accuracy or of an error. */
    gain: (target: Target, gain: number) => {
      const size = target === 'class' ? (100 * Math.abs(gain)).toFixed(1) : figure(Math.abs(gain));
      return `${gain < 0 ? '−' : '+'}${size} ${target === 'class' ? 'points' : 'error'}`;
    },
    tenMore: 'for ten more labels',
    since: (labels: string) =>
      labels === '1' ? '1 label was given since.' : `${labels} labels were given since.`,
    updateEstimate: 'Update estimate',
    makeEstimate: 'Estimate',
    estimating: 'Estimating',
    needsTwo: 'An estimate needs labels of two classes at least.',
    needsRun: 'An estimate needs a pretraining.',
    // fine-tune
    finetune: 'Next: fine-tune',
    finetuning: 'Fine-tuning is under way',
    seeResults: 'See it',
    lacksClasses: 'Fine-tuning needs two classes at least.',
    lacksLabels: (names: string) => `Before fine-tuning: label some of ${names}.`,
    andMore: (names: string, more: string) => `${names} and ${more} more`,
    lacksRun: 'Fine-tuning needs a pretraining.',
    // undo
    undo: (what: string | null) => (what === null ? 'Nothing to undo' : `Undo: ${what}`),
    redo: (what: string | null) => (what === null ? 'Nothing to redo' : `Redo: ${what}`),
    undone: (what: string) => `Undone: ${what}`,
    redone: (what: string) => `Redone: ${what}`,
    history: 'History',
    historyText:
      'Every change of labels, newest first. Undo takes back the first that still holds.',
    noHistory: 'No labels have been given yet.',
    isUndone: 'undone',
    // grid
    show: 'Show',
    all: `All ${s.many}`,
    unlabelled: 'Without a label',
    ofClass: (name: string) => `Labelled “${name}”`,
    search: 'Search by name',
    gridLabel: `${s.Many} to label`,
    shown: (pictures: string) => (pictures === '1' ? `1 ${s.one}` : `${pictures} ${s.many}`),
    marked: (pictures: string) => `${pictures} chosen`,
    markAll: 'Choose all',
    unmark: 'Choose none',
    gridHint: 'Click or Space chooses, Shift extends, Ctrl A takes all; then press a class’s key.',
    noneShown: `No ${s.one} matches`,
    noneShownText: 'Choose another filter or search for something else.',
    pictureName: (place: number, name: string | null) =>
      name === null ? `${s.One} ${place}, no label` : `${s.One} ${place}, ${name}`,
    // map
    labelAll: (pictures: string) => `Label all ${pictures} as…`,
    labelRest: (pictures: string) => `Label the other ${pictures} as…`,
    labelClusterName: (label: string, number: number) => `${label} (cluster ${number})`,
    clusters: 'Clusters',
    noMapRun: 'The map needs a pretraining',
    // import
    importLabels: 'Import labels…',
    importTitle: 'Import labels',
    importText: `A CSV file with the columns “path” and “label”, one row a ${s.one}.`,
    importAs: 'What they are for',
    asTrain: 'Training: the model learns from them',
    asTest: `Testing: these ${s.many} leave training and measure the result`,
    chooseFile: 'Choose a file…',
    reading: 'Reading labels',
    read: (labels: string) =>
      labels === '1' ? '1 label was read.' : `${labels} labels were read.`,
    rowProblems: (rows: string) =>
      rows === '1' ? '1 row could not be used:' : `${rows} rows could not be used:`,
    another: 'Import another',
  };
};
