import { counted } from './counted.ts';
import type { SampleNouns } from './sample-nouns.ts';

/** Labels that self-training kept. */
export const kept = (s: SampleNouns) => {
  return {
    look: 'Look at the labels it kept',
    lookAt: (round: number) => `Look at the labels it kept: round ${round}`,
    hide: 'Hide the labels',
    title: (round: number) => `Labels that round ${round} kept`,
    text: `No person gave these labels. Take back what is wrong: the next fine-tuning with self-training never keeps that class for that ${s.one} again. Or say what it is: then it is a label of yours.`,
    tooOld: 'The labels were not kept on disk. Fine-tune again with self-training to look at them.',
    round: 'Round',
    roundName: (round: number) => `Round ${round}`,
    class: 'Class',
    allClasses: (labels: string) => `All classes (${labels})`,
    ofClass: (name: string, labels: string) => `${name} (${labels})`,
    order: 'Order',
    leastSure: 'Least sure first',
    surest: 'Surest first',
    show: 'Show',
    all: 'All kept',
    onlyChanged: (labels: string) => `Changed since the round before (${labels})`,
    list: 'Kept labels',
    shown: (labels: string) => (labels === '1' ? '1 label' : `${labels} labels`),
    marked: (labels: string) => `${labels} marked`,
    unmark: 'Unmark',
    markPage: 'Mark all shown',
    picture: (name: string, share: string) => `Kept as ${name}, ${share} sure`,
    pictureChanged: (before: string, name: string, share: string) =>
      `Was ${before}, ${name}, ${share} sure: changed since the round before`,
    changedFrom: (name: string) => `was ${name}`,
    not: (name: string) => `not ${name}`,
    isTakenBack: (name: string) => `not ${name}, taken back`,
    isLabelled: (name: string) => `${name}, labelled by you`,
    thatIsNot: (name: string) => `That is not “${name}”`,
    theseAreNot: (labels: string, name: string) => `These ${labels} are not “${name}”`,
    takeBack: (labels: string) => `Take ${counted(labels, 'label')} back`,
    takeBackKey: 'Take back what is marked',
    itIs: 'It is:',
    theyAre: 'They are:',
    labelKey: (name: string) => `Label as “${name}”`,
    takenBack: (labels: string) =>
      labels === '1' ? '1 label taken back and saved' : `${labels} labels taken back and saved`,
    nothingTaken: 'These were taken back before.',
    undo: 'Undo taking back',
    redo: 'Take back again',
    none: 'No such labels',
    noneText: 'This round kept no label like that. Choose another class or show all.',
    hint: `Click marks a ${s.one}, Shift and Ctrl mark more; arrows move, Space marks, Delete takes back, 1–9 label.`,
    since: (labels: string) =>
      labels === '1'
        ? '1 label was taken back since this fine-tuning. Fine-tune again, so that the model does not learn from it.'
        : `${labels} labels were taken back since this fine-tuning. Fine-tune again, so that the model does not learn from them.`,
  };
};
