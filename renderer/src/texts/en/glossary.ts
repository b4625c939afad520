import type { SampleNouns } from './sample-nouns.ts';

/** Terms that the app uses, each explained where it stands. */
export const glossary = (s: SampleNouns) => {
  return {
    supervised: {
      term: 'Supervised learning',
      text: `Learning from examples with their answers: ${s.many} that a person has labelled, each with its class. It works well and needs thousands of labels.`,
    },
    unsupervised: {
      term: 'Unsupervised learning',
      text: `Looking for structure in data without any answers, such as groups of ${s.many} that are alike.`,
    },
    semiSupervised: {
      term: 'Semi-supervised learning',
      text: 'Learning from a few labelled examples together with many unlabelled ones.',
    },
    selfSupervised: {
      term: 'Self-supervised learning',
      text: 'Learning from unlabelled data by making up a task whose answer is known, such as “which way up is this?”. Nobody labels anything, and the model still has to look closely.',
    },
    pretextTask: {
      term: 'Pretext task',
      text: 'The made-up task of self-supervised learning. Its answer is of no interest; what the model learns in order to answer is.',
    },
    pretraining: {
      term: 'Pretraining',
      text: 'Training on the pretext task, before there are any labels. It gives an encoder.',
    },
    encoder: {
      term: 'Encoder',
      text: `The part of the model that turns a ${s.one} into a list of numbers, its embedding.`,
    },
    embedding: {
      term: 'Embedding',
      text: `A ${s.one} as a list of numbers. ${s.Many} that the encoder finds alike have numbers that are near each other.`,
    },
    fineTuning: {
      term: 'Fine-tuning',
      text: 'Training the pretrained encoder a little more on your labels, so that it tells your classes apart.',
    },
    linearProbe: {
      term: 'Linear probe',
      text: 'The simplest model on top of the encoder, which itself stays as it is. It shows how good the embeddings are.',
    },
    baseline: {
      term: 'Baseline',
      text: 'What plainer methods reach with the same labels. Pretraining is worth its time only where it beats them.',
    },
    collapse: {
      term: 'Collapse',
      text: `The encoder gives nearly the same embedding for every ${s.one}. The loss looks fine and nothing has been learned.`,
    },
    knnProbe: {
      term: 'kNN probe',
      text: `How often a labelled ${s.one}’s nearest neighbours, by embedding, are of its own class.`,
    },
    viewRetrieval: {
      term: 'Views that find each other',
      text: `Each ${s.one} is shown twice, cropped and recoloured at random. How often are the two the nearest among the views of up to 512 ${s.many}? It needs no labels, and all tasks are judged on the same views.`,
    },
    embeddingSpread: {
      term: 'Embedding spread',
      text: 'How widely the embeddings are spread out: near 1 is healthy, near 0 is collapse.',
    },
    perplexity: {
      term: 'Perplexity',
      text: 'How unsure the model is of a word: 50 means as undecided as among 50 words that are all as likely. Lower is better.',
    },
    effectiveRank: {
      term: 'Effective rank',
      text: 'How many directions the embeddings really use. A low number means that the encoder sees few differences.',
    },
    multilayerPerceptron: {
      term: 'Multilayer perceptron (MLP)',
      text: 'The plainest neural network: layers in which every number depends on all numbers of the layer before. The encoder of tables, called “Dense layers”.',
    },
    bagOfEmbeddings: {
      term: 'Bag of embeddings',
      text: 'A text as the mean of its words’ embeddings, whatever their order. The encoder called “Mean of words”.',
    },
    macroF1: {
      term: 'Macro-F1',
      text: 'F1 is one number for both precision (how much of what was called a class is of it) and recall (how much of a class was found). Macro-F1 is its mean over the classes, each counting alike: a model that overlooks a rare class scores low.',
    },
    loss: {
      term: 'Loss',
      text: 'How wrong the model is at its task. Training makes it smaller.',
    },
    learningRate: {
      term: 'Learning rate',
      text: 'How large a step the model takes each time it learns from a batch.',
    },
    epoch: {
      term: 'Pass',
      text: `One look at every ${s.one}, also called an epoch.`,
    },
    checkpoint: {
      term: 'Checkpoint',
      text: 'The state of a training run on disk. From it, an interrupted run goes on exactly where it was.',
    },
    interval: {
      term: '95 % interval',
      text: `The range in which the true value very likely lies. With few test ${s.many} it is wide: differences inside it may be chance.`,
    },
    rmse: {
      term: 'RMSE',
      text: 'Root mean squared error: how far off the numbers are, in the units of the labels; large misses count more. Less is better.',
    },
    r2: {
      term: 'R²',
      text: 'The share of how the numbers differ that the model explains: 1 is perfect, 0 is no better than always saying the mean.',
    },
    confusionMatrix: {
      term: 'Confusion matrix',
      text: `How often ${s.many} of each class were taken for each other class. What is right lies on the diagonal.`,
    },
    calibrationError: {
      term: 'Calibration error',
      text: 'How far the model’s sureness is from how often it is right, on average. At 5 %, of the answers it is 80 % sure of, perhaps 75 % are right.',
    },
    learningCurve: {
      term: 'Learning curve',
      text: 'Accuracy, or the error of numbers, over the number of labels. Where it still rises, or the error still falls, more labels will help.',
    },
    anomaly: {
      term: `Unusual ${s.one} (anomaly)`,
      text: `A ${s.one} whose nearest ${s.many} are far away. It may be rare, broken, or not belong here. The distance is 0 for a copy of others and 1 for ${s.many} that have nothing in common.`,
    },
    cluster: {
      term: 'Cluster',
      text: `A group of ${s.many} that the encoder finds alike, found without any labels.`,
    },
    silhouette: {
      term: 'Silhouette',
      text: `How much nearer ${s.many} are to their own cluster than to the next one: 1 is far apart, 0 is no gap at all. It tells which number of clusters divides the ${s.many} most clearly.`,
    },
    adjustedRand: {
      term: 'Adjusted Rand index',
      text: `Takes labelled ${s.many} two by two and asks whether clusters and classes agree on putting them together: 1 always, 0 as often as chance would.`,
    },
    adjustedMutualInformation: {
      term: 'Adjusted mutual information',
      text: 'How much knowing the cluster tells about the class: 1 all of it, 0 no more than chance.',
    },
    purity: {
      term: 'Purity',
      text: `The share of labelled ${s.many} that are of the commonest class in their cluster. It rises by itself with the number of clusters, so compare it only between equal numbers.`,
    },
    umap: {
      term: 'Map (UMAP)',
      text: 'Embeddings laid out on a plane so that neighbours stay neighbours. Distances between far groups mean little.',
    },
    nearDuplicate: {
      term: 'Near duplicate',
      text: `A ${s.one} that differs from another by next to nothing, such as a resized copy. Many of them teach the model little and make scores look better than they are.`,
    },
  };
};
export type TermName = keyof ReturnType<typeof glossary>;
