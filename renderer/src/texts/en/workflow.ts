/** The steps of the work, in their order, as the sidebar names them. */
export const workflow = {
  home: 'All projects',
  data: 'Data',
  pretext: 'Pretext task',
  pretrain: 'Pretrain',
  explore: 'Explore',
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
    curve: 'Computing the learning curve',
    predict: 'Predicting',
    export: 'Exporting',
    measure: 'Measuring the machine',
  },
  ended: {
    finished: (what: string) => `${what}: done`,
  },
};
