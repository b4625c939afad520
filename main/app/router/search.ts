import type { searchCalls } from '../../../shared/contract/search.ts';
import { runById } from '../runs.ts';
import { checkedQuery, hasLearnedByHeart } from '../search.ts';
import { textsOnly } from '../searchable-texts.ts';
import type { Handlers } from './handler.ts';

export const searchHandlers: Handlers<keyof typeof searchCalls> = {
  'search.find': async ({ project: id, text, count }, studio) => {
    // What is wrong is said before all texts are read.
    checkedQuery(text);
    const { project } = studio.projects.get(id);
    textsOnly(project);
    const { search, run } = await studio.search(id);
    const { hits, weight, isKnown } = await search.find(text, count);
    return {
      texts: search.basis.texts,
      run,
      hits: hits.map(({ sampleId: sample, path, passage, sentence, line, score }) => ({
        ...{ sample, path, passage, sentence, line, score },
      })),
      encoderShare: weight,
      learnedByHeart: run !== null && hasLearnedByHeart(runById(project, run)),
      wordsKnown: isKnown,
    };
  },
  'search.ask': async ({ project: id, text, count }, studio) => {
    checkedQuery(text);
    textsOnly(studio.projects.get(id).project);
    const { search, run } = await studio.search(id);
    const { isKnown, confidence, passages } = await search.answer(text, count);
    return {
      texts: search.basis.texts,
      run,
      known: isKnown,
      confidence,
      questions: search.basis.questions,
      passages: passages.map(({ sampleId: sample, ...passage }) => ({ sample, ...passage })),
    };
  },
};
