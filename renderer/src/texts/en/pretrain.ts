import { figure } from '../../curves/figure.ts';
import { count, percent } from '../../state/format.ts';
import { counted } from './counted.ts';
import type { SampleNouns } from './sample-nouns.ts';

export const pretrain = (s: SampleNouns) => {
  const viewsOfOne = `Right when both are views of one ${s.one}.`;
  return {
    title: 'Pretrain',
    lead: [
      '',
      'Pretraining',
      ` lets the model practise its task on your ${s.many}, without any labels.`,
    ] as const,
    none: {
      title: 'Nothing has been pretrained yet',
      text: 'Choose what the model should practise, and for how long.',
      action: 'Choose a pretext task',
    },
    notPretraining: {
      title: 'This run is a fine-tuning',
      text: 'What came of it is on the Results screen.',
      action: 'Show its results',
    },
    run: (run: number, title: string) => `Run ${run}: ${title}`,
    begun: (when: string) => `begun ${when}`,
    allRuns: 'All runs and settings',
    status: {
      running: 'Running',
      paused: 'Paused',
      stopping: 'Saving…',
      finished: 'Finished',
      interrupted: 'Interrupted',
      failed: 'Failed',
    },
    verdict: {
      label: 'How it is going',
      now: {
        waiting: 'Getting ready',
        starting: 'It has just begun',
        learning: 'It is learning',
        stalled: 'It has stopped learning',
        overfitting: 'It is learning by heart',
        collapsed: 'It has collapsed',
      },
      finished: {
        waiting: 'It is done',
        starting: 'It is done',
        learning: 'It has learned',
        stalled: 'It stopped learning early',
        overfitting: 'It has learned by heart',
        collapsed: 'It has collapsed',
      },
      stopped: {
        waiting: 'It ended before its time',
        starting: 'It had just begun',
        learning: 'It was learning',
        stalled: 'It had stopped learning',
        overfitting: 'It was learning by heart',
        collapsed: 'It had collapsed',
      },
      choosing: 'Trying a few tasks',
      choosingText:
        'Each practises for a short time and is judged in the same way; the best goes on for the rest of the time.',
      notChosenText:
        'It ended before a task was chosen. Resume goes on with the trials that are left.',
      waitingText: `The ${s.many} are being loaded and the first steps are timed.`,
      measuredLater: 'The first judgement comes after some steps.',
      noneText: 'No judgement of it was kept. The curves show how far it came.',
      advice: 'What to try:',
      collapseTerm: 'What is a collapse?',
    },
    trials: {
      choosing: `Which task suits these ${s.many}?`,
      heading: (title: string) => `Why “${title}” was chosen`,
      states: { chosen: 'chosen', out: 'collapsed', trying: 'Trying…', waiting: 'to be tried' },
      found: (share: number) => `${percent(share)} found`,
      broken: (steps: number) => `Its training broke down after ${counted(steps, 'step')}.`,
      details: (
        steps: number,
        time: string,
        {
          knn,
          effectiveRank,
          alignment,
          uniformity,
        }: {
          knn: number | null;
          effectiveRank: number | null;
          alignment: number | null;
          uniformity: number | null;
        },
      ): string =>
        [
          `${count(steps)} steps in ${time}`,
          ...(knn === null ? [] : [`neighbours agree ${percent(knn)}`]),
          ...(alignment === null ? [] : [`alignment ${alignment.toFixed(2)}`]),
          ...(uniformity === null ? [] : [`uniformity ${uniformity.toFixed(2).replace('-', '−')}`]),
          ...(effectiveRank === null ? [] : [`effective rank ${effectiveRank.toFixed(0)}`]),
        ].join(' · '),
      how: ['Judged by how often ', `two views of a ${s.one} find each other`, '.'] as const,
      took: (time: string, labels: number) =>
        labels === 0
          ? `All trials took ${time}.`
          : `All trials took ${time}; ${count(labels)} ${labels === 1 ? 'label was' : 'labels were'} known.`,
    },
    progress: {
      label: 'Progress of the pretraining',
      left: 'Time left',
      took: 'Time it took',
      speed: `${s.Many} a second`,
      passes: 'Passes',
      steps: 'Steps',
      paused: 'paused',
      unknown: '–',
      passesValue: (passes: number) =>
        passes < 10 ? passes.toFixed(1) : count(Math.round(passes)),
    },
    controls: {
      pause: 'Pause',
      goOn: 'Go on',
      stop: 'Stop and save',
      resume: 'Resume',
      useAsItIs: 'Use it as it is',
      keepGoing: 'Keep going…',
      shortcut: 'Pause or go on',
    },
    keepGoing: {
      title: 'Keep going',
      text: 'The training goes on where it was, with this much more time.',
      label: 'More time',
      action: 'Keep going',
    },
    notify: {
      ask: 'Tell me when it is done',
      granted: 'You will be told when it is done',
      finished: 'Pretraining is done',
      cancelled: 'Pretraining has stopped',
      failed: 'Pretraining has failed',
    },
    curves: {
      heading: 'What is measured',
      label: (title: string, lines: readonly string[]) =>
        `${title} over the steps. ${lines.join('; ')}.`,
      lineLabel: (name: string, value: string) => `${name}: now ${value}`,
      step: (step: number) => `Step ${count(step)}`,
      loss: 'Loss',
      training: 'training',
      heldOut: 'held out',
      lossHint:
        'How wrong it is at its task, as the mean over its last steps of training. It should fall.',
      lossHintHeldOut: `How wrong it is at its task, as the mean over its last steps of training. It should fall; on ${s.many} that it does not train on (held out), too.`,
      learningRate: 'Learning rate',
      learningRateHint: 'How large the steps are: it rises, then fades out.',
      knn: 'Nearest neighbours agree',
      knnHint: `Of labelled ${s.many}. It should rise.`,
      knnEmpty: `This needs a few labelled ${s.many}. It is measured from the next run on once there are some.`,
      knnEmptyYet: 'Measured at the next check.',
      spread: 'Embedding spread',
      spreadHint: 'Near 1 is healthy; near 0 it has collapsed.',
      rank: 'Effective rank',
      rankHint: 'Kinds of difference it sees. More is richer.',
      task: 'Right answers at the task',
      perplexity: 'Perplexity, in words',
      perplexityHint:
        'Among how many words it is as undecided as if all were as likely. It should fall.',
      taskHints: {
        rotation_accuracy: 'A guess would be right in 25 %.',
        jigsaw_accuracy: 'A guess would be right in 4 %, of nine tiles in 2 %.',
        relative_patch_accuracy: 'A guess would be right in 13 %.',
        piece_accuracy: 'Of a whole batch, the very one. It should rise.',
        text_accuracy: 'Of a whole batch, the very one. It should rise.',
        word_accuracy: 'Of pieces of words, the very one. It should rise.',
        recording_accuracy: 'Of a whole batch, the very one. It should rise.',
        direction_accuracy: 'A guess would be right in 50 %.',
        speed_accuracy: 'A guess would be right in 33 %.',
        colour_accuracy: 'Of the colours of each place, the very one. Many are as good.',
        order_accuracy: 'A guess would be right in 8 %.',
        playback_accuracy: 'A guess would be right in 50 %.',
        column_accuracy:
          'Of all values, whether each was exchanged. Saying of none would be right in 70 % and more.',
      } as Readonly<Record<string, string>>,
      empty: 'Comes with the first measurement.',
      emptyEnded: 'Was not measured.',
    },
    pictures: {
      heading: 'What it practises',
      others: `Other ${s.many}`,
      guessesHeading: 'What it makes of its task',
      guessesLabel: (step: string) => `Guesses after step ${step}`,
      column: 'Column',
      byStep: (step: string) => `After step ${step}.`,
      right: (guess: string) => (guess === '' ? 'right' : `right: ${guess}`),
      wrong: (guess: string) => (guess === '' ? 'wrong' : `wrong: ${guess}`),
      /** What the app calls the pictures, as people read it. */
      captions: {
        shown: 'shown to it',
        'turned back as guessed': 'turned back by it',
        view: 'one view',
        'taken for': 'taken for',
        original: 'as it is',
        hidden: 'shown to it',
        'filled in': 'filled in by it',
        shuffled: 'shown to it',
        'put back as guessed': 'put back by it',
        'first patch': 'first patch',
        'second patch': 'second patch',
        grey: 'shown to it',
        coloured: 'coloured by it',
        begins: 'shown to it',
        'goes on': 'goes on, as it thinks',
      } as Readonly<Record<string, string>>,
      guessesHints: {
        rotation: `Right when the second ${s.one} stands upright.`,
        inpainting: 'The better, the more the last looks like the first.',
        simclr: viewsOfOne,
        vicreg: viewsOfOne,
        'barlow-twins': viewsOfOne,
        simsiam: viewsOfOne,
        byol: viewsOfOne,
        dino: viewsOfOne,
        mae: 'The better, the more the last looks like the first.',
        jigsaw: `Right when the second ${s.one} is whole again.`,
        'relative-patch': 'Where it thinks that the second patch lies around the first.',
        cola: `Right when both are pieces of one ${s.one}.`,
        recording: 'Right when both are of one recording.',
        'masked-spectrogram': 'The better, the more the last looks like the first.',
        'next-word': 'The better, the more the last reads like a sentence of yours.',
        'time-contrast': `Right when both are one ${s.one}, played the same way.`,
        simcse: 'Right when it took the text for itself.',
        'masked-features': 'The better, the more the last looks like the first.',
        'masked-words': 'The better, the more the last looks like the first.',
        colorization: 'The better, the more the colours make sense.',
      } as Readonly<Record<string, string>>,
    },
    next: {
      heading: 'Next',
      exploreTitle: 'Explore what it sees',
      exploreText: `A map of all your ${s.many}: like lies next to like.`,
      explore: 'Explore',
      labelTitle: 'Label a handful',
      labelText: `The app suggests the ${s.many} whose labels help most.`,
      label: 'Label',
    },
    learned: ({
      lossFirst,
      lossLast,
      rank,
      knn,
    }: {
      lossFirst: number;
      lossLast: number;
      rank: number | null;
      knn: number | null;
    }): string => {
      const fall =
        lossLast < lossFirst
          ? `Its error at the task fell from ${figure(lossFirst)} to ${figure(lossLast)}`
          : `Its error at the task did not fall (${figure(lossFirst)} before, ${figure(lossLast)} after)`;
      const directions =
        rank === null
          ? ''
          : `, and it now tells ${s.many} apart in about ${Math.max(1, Math.round(rank))} ways`;
      const neighbours =
        knn === null
          ? ''
          : `; ${percent(knn, 0)} of your labelled ${s.many} lie next to others of their class`;
      return `${fall}${directions}${neighbours}.`;
    },
    ended: {
      stopped:
        'It was stopped and saved: nothing is lost. Resume it whenever you like, or use it as it is: what it has learned by now can be explored and labelled with.',
      stoppedEarly: 'It was stopped before its first checkpoint. Resume starts it over.',
      interrupted: 'The training ended before its time.',
      remedy: (step: number) =>
        `What was saved is not lost: Resume goes on from step ${count(step)}, or use it as it is.`,
      remedyOver: 'There is no checkpoint yet: Resume starts it over.',
      failedRemedy: 'See what is said above, or try other settings.',
      otherSettings: 'Choose other settings',
      elsewhere: 'Another program works on this run. Its curves appear here when it has ended.',
    },
    dataChanged: `The ${s.many} have changed since this run. A new run would learn from those there are now.`,
  };
};
