import type { FoundTexts, LiveQuestion } from '../../../shared/training.ts';
import { rowOf } from '../../learn/data/matrix.ts';
import { type Answer, answer, sentenceFor } from '../../learn/retrieve/answer.ts';
import { learnCertainty } from '../../learn/retrieve/certainty.ts';
import { type Collection, CollectionBuilder } from '../../learn/retrieve/collection.ts';
import type { Logistic } from '../../learn/retrieve/logistic.ts';
import { lengthOf, type Weights, wordsAlone } from '../../learn/retrieve/mix.ts';
import { similarities, tryWeights } from '../../learn/retrieve/try-weights.ts';
import { type Job, type JobContext, progressHooks } from '../job-context.ts';
import { KeptTexts } from '../kept-texts.ts';
import { TextEmbedder } from '../search-encoder.ts';

/** Texts between two turns: some milliseconds' work. */
const textsAtOnce = 20;

/** All that answers take. */
interface Searcher {
  texts: KeptTexts;
  collection: Collection;
  certainty: Logistic;
  embedder: TextEmbedder | null;
  weights: Weights;
}

/** A search over a person's texts: they are read once, and each question costs its own arithmetic alone. */
export const searchLive: Job<'search-live'> = async (spec, context) => {
  const texts = new KeptTexts(spec.texts);
  let embedder: TextEmbedder | null = null;
  let answered = 0;
  try {
    const collection = await readAll(texts, context);
    const textOf = (text: number): string => texts.read(text);
    const certainty = await learnCertainty(
      collection,
      textOf,
      spec.seed,
      progressHooks(context, 'making up questions'),
    );
    let weights = wordsAlone;
    if (spec.encoder !== null) {
      const { onProgress } = progressHooks(context, 'embedding');
      embedder = await TextEmbedder.load(spec.encoder, (share) => onProgress?.(share));
      weights = await tryWeights(
        collection,
        embedder.embeddings,
        await embedder.trialsOf(spec.encoder.trials),
        progressHooks(context, 'trying searches'),
      );
    }
    const { questions, found, logistic } = certainty;
    const passages = collection.passages.count;
    const basis = { texts: texts.count, passages, questions, found };
    context.send({
      type: 'ready',
      basis: { ...basis, weights: embedder === null ? null : weights },
    });
    const searcher = { texts, collection, certainty: logistic, embedder, weights };
    for (;;) {
      const question = await context.nextQuestion();
      if (question === null) return { answered };
      context.send({
        type: 'answered',
        id: question.id,
        found:
          question.wants === 'search'
            ? await searched(searcher, question)
            : answeredBy(searcher, question),
      });
      answered += 1;
    }
  } finally {
    embedder?.dispose();
    texts.close();
  }
};

async function readAll(texts: KeptTexts, context: JobContext): Promise<Collection> {
  const { onProgress } = progressHooks(context, 'reading texts');
  const builder = new CollectionBuilder();
  for (let index = 0; index < texts.count; index++) {
    builder.add(texts.read(index));
    if (index % textsAtOnce === 0) await onProgress?.(index / texts.count);
  }
  return builder.finish();
}

function answeredBy(
  { collection, texts, certainty }: Searcher,
  { text, count }: LiveQuestion,
): FoundTexts {
  const { passages, confidence } = answer(
    collection,
    (each) => texts.read(each),
    certainty,
    text,
    count,
  );
  return {
    wants: 'answer',
    passages: passages.map((each) => shown(texts.read(each.text), each)),
    confidence,
  };
}

async function searched(
  { collection, texts, embedder, weights }: Searcher,
  { text, tokens, count }: LiveQuestion,
): Promise<FoundTexts> {
  const wanted = collection.contentOf(text);
  const words = collection.cosines(wanted);
  const isKnown = words.some((each) => each > 0);
  const encoder =
    embedder === null || tokens === null
      ? null
      : similarities(embedder.embeddings, rowOf(await embedder.embed([tokens]), 0));
  const trusted = encoder === null ? 0 : weights[lengthOf(wanted)];
  // Of what no text has a word of, the encoder may know what it is about.
  const weight = isKnown || trusted === 0 ? trusted : 1;
  const scores = collection.fit(wanted, encoder, weight);
  const best = Array.from(scores.keys())
    .filter((each) => (words[each] ?? 0) > 0 || (weight > 0 && (scores[each] ?? 0) > 0))
    .sort((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0) || a - b)
    .slice(0, count);
  const passages = collection.bestPassages(wanted, best);
  const hits = best.map((each, at) => {
    const content = texts.read(each);
    const passage = passages[at] ?? { start: 0, end: content.length };
    const sentence = sentenceFor(collection, content, passage, wanted);
    return {
      ...shown(content, { ...passage, text: each, sentence }),
      score: scores[each] ?? 0,
      words: words[each] ?? 0,
      encoder: encoder?.[each] ?? null,
    };
  });
  return { wants: 'search', weight, isKnown, hits };
}

/** A passage with what it says. */
function shown(
  content: string,
  { text, start, end, sentence }: Pick<Answer, 'text' | 'start' | 'end' | 'sentence'>,
): { text: number; passage: string; sentence: [number, number]; line: number } {
  return {
    text,
    passage: content.slice(start, end),
    sentence: [sentence.start - start, sentence.end - start],
    line: content.slice(0, sentence.start).split('\n').length,
  };
}
