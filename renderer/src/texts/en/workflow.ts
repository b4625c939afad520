import type { SampleNouns } from './sample-nouns.ts';

/** The steps of the work, in their order, as the sidebar names them. */
export const workflow = (s: SampleNouns) => {
  return {
    home: 'All projects',
    data: 'Data',
    pretext: 'Pretext task',
    pretrain: 'Pretrain',
    explore: 'Explore',
    search: 'Search',
    label: 'Label',
    results: 'Results',
    predict: 'Predict',
    export: 'Export',
    runs: 'Runs',
    settings: 'Settings',
    steps: 'Steps',
    running: {
      import: 'Importing',
      labels: 'Reading labels',
      pretrain: 'Pretraining',
      finetune: 'Fine-tuning',
      map: 'Drawing the map',
      clusters: 'Finding clusters',
      anomalies: `Looking for unusual ${s.many}`,
      connect: 'Finding clusters',
      curve: 'Computing the learning curve',
      predict: 'Predicting',
      export: 'Exporting',
      search: `Reading the ${s.many}`,
      measure: 'Measuring the machine',
    },
    ended: {
      finished: (what: string) => `${what}: done`,
    },
  };
};
