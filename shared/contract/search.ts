import { z } from 'zod';
import { call } from './call.ts';
import { inProject, runId, sampleId } from './primitives.ts';

/** Searching the texts of a project, and asking them. Other kinds of data have neither. */

/** Characters of a query. */
export const mostAsked = 10_000;

const asked = {
  ...inProject,
  text: z.string().max(mostAsked),
  count: z.int().min(1).max(100),
};

/** A part of a text, and where it is. */
const passage = {
  sample: sampleId,
  path: z.string(),
  passage: z.string(),
  /** The sentence in it that fits best, as UTF-16 code units of the passage; empty where none has a word that is asked for. */
  sentence: z.tuple([z.int(), z.int()]),
  /** Of the text, that the sentence begins in; from 1. */
  line: z.int().positive(),
};

const foundPassage = z.strictObject(passage);
export type FoundPassage = z.infer<typeof foundPassage>;

const hit = z.strictObject({
  ...passage,
  /** Standard deviations above the mean text. */
  score: z.number(),
});
export type SearchHit = z.infer<typeof hit>;

/** What a search goes by. */
const basis = {
  /** Texts that were searched. */
  texts: z.int(),
  /** The pretraining whose encoder helped; null without one. */
  run: runId.nullable(),
};

export const searchCalls = {
  /**
   * The texts that fit some words best, best first. The first search reads all texts, which is a job; it can be cancelled, and the search with it.
   * @throws `bad-usage` for nothing, and for a project of other data; `no-data`, `cancelled`
   */
  'search.find': call(
    z.strictObject(asked),
    z.strictObject({
      ...basis,
      hits: z.array(hit),
      /** Share of the encoder in the scores, 0…1. */
      encoderShare: z.number(),
      /** Whether the run's last verdict is that it learned its training texts by heart. */
      learnedByHeart: z.boolean(),
      /** Whether some text has a word of the query. */
      wordsKnown: z.boolean(),
    }),
  ),
  /** The passages that answer a question best. @throws as `search.find` */
  'search.ask': call(
    z.strictObject(asked),
    z.strictObject({
      ...basis,
      /** Whether the first passage is certain enough to be an answer. */
      known: z.boolean(),
      /** That it answers, 0…1. */
      confidence: z.number(),
      /** Made-up questions that the confidence was learnt from. */
      questions: z.int(),
      passages: z.array(foundPassage),
    }),
  ),
};
