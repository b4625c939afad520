import type { SampleNouns } from './sample-nouns.ts';

export const search = (s: SampleNouns) => {
  return {
    title: 'Search',
    lead: `Find ${s.many} by words, a sentence or a question, which is answered in their own words or not at all.`,
    field: `Words, a sentence, or a question`,
    placeholder: 'How do I …?',
    submit: 'Search',
    focus: 'Search',
    reading: `Reading the ${s.many}`,
    searching: 'Searching…',
    onlyTexts: 'Only texts can be searched',
    onlyTextsText:
      'This project holds other data. Explore shows what the encoder finds alike in it.',
    noData: `No ${s.many} yet`,
    noDataText: `Import ${s.many} first: documents, mails, or a table with a column of texts.`,
    toData: 'Go to the data',
    firstTitle: 'What are you looking for?',
    firstText: `The first search reads all ${s.many} of the project, which takes some seconds.`,
    answer: 'Answer',
    confidence: (share: string) => `Confidence ${share}`,
    confidenceText: (questions: string) =>
      `Learnt from ${questions} questions that were made up from your ${s.many}, half of them about a ${s.one} that was taken away: how often the first passage was right.`,
    confidenceUnlearnt: `These ${s.many} are too few to learn from how often answers are right: this is what larger collections give.`,
    unknown: 'I do not know',
    unknownText: (share: string) =>
      `The passage that comes nearest answers with a confidence of ${share} only.`,
    unknownWords: `No ${s.one} has a word of this question.`,
    nearest: 'Nearest passage',
    from: (path: string, line: string) => `${path}, line ${line}`,
    showInData: 'Show in Data',
    showInDataOf: (path: string) => `Show in Data: ${path}`,
    found: (hits: string, all: string) =>
      hits === '1' ? `1 ${s.one} of ${all}` : `${hits} ${s.many} of ${all}`,
    none: `No ${s.one} has any of these words`,
    noneText: 'Try other words, or fewer.',
    encoderOnly: `No ${s.one} has any of these words. These are alike to the encoder.`,
    wordsAlone: 'Found by their words alone. After a pretraining, its encoder helps.',
    mixture: (run: string, words: string, encoder: string) =>
      `Found by words (${words}) and by what the encoder of run ${run} takes for alike (${encoder}). With these shares, one half of a ${s.one} of yours found its other half best.`,
    learnedByHeart: (run: string) =>
      `Run ${run} has learned its ${s.many} by heart, so that its encoder may mislead: a shorter pretraining is better to search with.`,
    score: (value: string) => `Match ${value}`,
    scoreText: `How much better it matches than the average ${s.one}, which has 0: in standard deviations`,
  };
};
