import { counted } from './counted.ts';
import type { SampleNouns } from './sample-nouns.ts';

/** `0:04`. */
const clock = (time: number): string =>
  `${Math.floor(time / 60)}:${String(Math.floor(time % 60)).padStart(2, '0')}`;

export const predict = (s: SampleNouns) => {
  return {
    title: 'Predict',
    lead: `Try your model on ${s.many} that it does not know.`,
    needModelTitle: 'There is no classifier yet',
    needModelText: `Fine-tune on your labels first. Then this screen tells the class of any ${s.one}.`,
    needModelAction: 'Go to Results',

    model: 'Model',
    modelOf: (run: number, title: string) => `Run ${run}: ${title}`,
    kind: 'Classifier',
    recommended: (name: string) => `${name} (recommended)`,
    waysLabel: `Where ${s.many} come from`,
    files: 'Files',
    camera: 'Camera',

    dropTitle: `Drop ${s.dropped} here`,
    dropNow: 'Let go to predict',
    dropText: `${s.forms} What you drop is looked at, and not added to the project.`,
    chooseFiles: 'Choose files',
    chooseFolder: 'Choose a folder',
    sending: 'Sending files',
    predicting: 'Predicting',

    order: 'Order',
    given: 'As given',
    mostConfident: 'Surest first',
    leastConfident: 'Least sure first',
    save: 'Save as CSV',
    saved: 'The predictions are in your downloads.',
    csvName: 'predictions.csv',
    found: (pictures: string) => counted(pictures, 'prediction'),
    sure: (share: string) => `${share} sure`,
    pictureOf: (
      { path, className, unsure }: { path: string; className: string; unsure: boolean },
      share: string,
    ) => `${path}: ${unsure ? `unsure, maybe ${className}` : className}, ${share} sure`,
    unsure: 'Unsure',
    maybe: (className: string) => `maybe ${className}`,
    unsureMaybe: (className: string) => `Unsure – maybe ${className}`,
    likeliest: (className: string, share: string) => `Likeliest: ${className}, ${share} sure`,
    unsureText:
      'The model is not sure enough to answer. Below is what it finds likely; look for yourself.',
    unfamiliar: `Unlike your ${s.many}`,
    unfamiliarText:
      'It is far from everything the encoder was trained on. There, a model may be wrong and very sure at once: do not trust its answer.',
    counts: (answered: string, unsure: string, unfamiliar: string) =>
      `${answered} answered · ${unsure} unsure · ${unfamiliar} unlike your ${s.many}`,
    unsureSetting: {
      label: 'Say “unsure”',
      below: (hundredths: number) => (hundredths === 0 ? 'never' : `below ${hundredths} %`),
      means: (answered: number, right: string, labels: string) =>
        `Of 100 ${s.many}, about ${answered} ${answered === 1 ? 'is' : 'are'} answered, about ${right} of these right: estimated on ${counted(labels, 'label')} hidden from the model.`,
      none: (labels: string) =>
        `Nothing would be answered: of ${counted(labels, 'label')} hidden from the model, it was as sure of none.`,
      untried:
        'What that means could not be tried: no labels were hidden from this model. Give each class two labels at least and fine-tune again.',
      basis: {
        shown: (accuracy: string, labels: string) =>
          `${labels === '1' ? 'The hidden label shows' : `The ${labels} hidden labels show`} that ${accuracy} of the answers are right then, or more.`,
        'not-reached': (accuracy: string, labels: string) =>
          `${labels === '1' ? 'The hidden label shows' : `The ${labels} hidden labels show`} for no threshold that ${accuracy} of the answers are right, so the model’s own sureness is taken at its word. More labels would show more.`,
        'few-labels': (accuracy: string, labels: string) =>
          `${counted(labels, 'hidden label')} ${labels === '1' ? 'is' : 'are'} too few to show that ${accuracy} of the answers are right. This is only where to start: give more labels and fine-tune again.`,
      },
      asked: 'Answers that are right at least',
      hint: {
        shown: (below: string) => `below ${below}`,
        'not-reached': (below: string) => `below ${below}, not shown by your labels`,
        'few-labels': (below: string) => `below ${below}, too few labels to show it`,
      },
      own: 'Not chosen',
      reset: 'As it was found',
    },
    allClasses: 'All classes',
    nearest: `Nearest training ${s.many}`,
    nearestText: `${s.Many} the encoder finds most alike. If they look different, do not trust the answer.`,
    nearestNone: `None are known: the training ${s.many} have no embeddings yet.`,
    nearestPicture: (index: number, similarity: string) =>
      `Training ${s.one} ${index}, similarity ${similarity}`,
    skipped: (n: number) => `${s.parts(n)} ${n === 1 ? 'was' : 'were'} skipped`,
    skippedMore: (files: string) => `… and ${files} more`,
    alwaysAnswers: `It knows its own classes alone. A ${s.one} of something else is mostly marked or answered with “unsure”, but not always.`,

    cameraTitle: 'What does your camera see?',
    cameraText: `Nothing is recorded. One ${s.one} after another goes to the app on this machine and is forgotten at once.`,
    startCamera: 'Turn the camera on',
    stopCamera: 'Turn the camera off',
    waiting: 'Waiting for the camera…',
    firstAnswer: `Looking at the first ${s.one}…`,
    cameraPicture: `${s.One} of your camera`,
    rate: (perSecond: string) => `${perSecond} answers a second`,
    slowRate: (time: string) => `one answer every ${time}`,
    cameraProblems: {
      denied: {
        message: 'The camera may not be used.',
        remedy: 'Allow it for this page in the browser’s address bar, or in the system’s settings.',
      },
      none: {
        message: 'No camera was found.',
        remedy: 'Connect one, then try again.',
      },
      taken: {
        message: 'The camera is in use by another program.',
        remedy: 'Close that program, then try again.',
      },
      insecure: {
        message: 'This page may not use a camera.',
        remedy:
          'Browsers allow it on this machine only: open the app by 127.0.0.1, for instance through an ssh tunnel.',
      },
      ended: {
        message: 'The camera was turned off or unplugged.',
        remedy: 'Connect it again, then turn it on.',
      },
      other: {
        message: 'The camera could not be started.',
        remedy: 'See that it works in another program, then try again.',
      },
    },

    microphone: {
      name: 'Microphone',
      title: 'Record something',
      text: 'A minute at most. It goes to the app on this machine alone, is answered there, and is not added to the project.',
      start: 'Record',
      waiting: 'Waiting for the microphone…',
      recording: 'Recording',
      level: 'How loud it is',
      time: (recorded: number, most: number) => `${clock(recorded)} of ${clock(most)}`,
      stop: 'Stop',
      recorded: (recorded: number) => `Recorded, ${clock(recorded)}`,
      listen: 'Listen to your recording',
      predict: 'Predict',
      again: 'Record again',
      soft: 'There is next to nothing to hear. Is it the right microphone, and is it turned on?',
      nothing: {
        message: 'Nothing was recorded: it was stopped at once.',
        remedy: 'Record for a second at least.',
      },
      problems: {
        denied: {
          message: 'The microphone may not be used.',
          remedy:
            'Allow it for this page in the browser’s address bar, or in the system’s settings.',
        },
        none: {
          message: 'No microphone was found.',
          remedy: 'Connect one, then try again.',
        },
        taken: {
          message: 'The microphone is in use by another program.',
          remedy: 'Close that program, then try again.',
        },
        insecure: {
          message: 'This page may not use a microphone.',
          remedy:
            'Browsers allow it on this machine only: open the app by 127.0.0.1, for instance through an ssh tunnel.',
        },
        ended: {
          message: 'The microphone was turned off or unplugged.',
          remedy: 'What it heard until then is there. Connect it again to record more.',
        },
        other: {
          message: 'The microphone could not be started.',
          remedy: 'See that it works in another program, then try again.',
        },
      },
    },
  };
};
