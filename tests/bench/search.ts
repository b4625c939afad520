/**
 * `npm run bench:search -- PROJECT`: how often one half of a text is found by the other, by a run of fifteen words of it, and by four of them, in a project of texts with a
 * finished pretraining: by TF-IDF (of whole words, and ours, of what is said and of stems, too), by the encoder, and by the mixture that the app chooses on other texts. In % of
 * 360 texts: found first, and among the first ten. Then how certain answers to made-up questions are, beside how often they are right.
 */
import { encoderOf } from '../../main/app/embed.ts';
import { Project } from '../../main/app/project.ts';
import { latestFinished } from '../../main/app/runs.ts';
import { searchTrials } from '../../main/app/search-trials.ts';
import { keptRows, searchableTexts, textsOnly } from '../../main/app/searchable-texts.ts';
import { tokenizerOf } from '../../main/ingest/text/text-preprocessing.ts';
import { calibrationOf } from '../../main/learn/evaluate/calibration.ts';
import { learnCertainty, madeUpCases } from '../../main/learn/retrieve/certainty.ts';
import { CollectionBuilder } from '../../main/learn/retrieve/collection.ts';
import { probabilityOf } from '../../main/learn/retrieve/logistic.ts';
import { lengthOf, mixed, queryLengths, rankOf } from '../../main/learn/retrieve/mix.ts';
import { countTerms } from '../../main/learn/retrieve/term-index.ts';
import { TermIndexBuilder } from '../../main/learn/retrieve/term-index-builder.ts';
import { termsOf } from '../../main/learn/retrieve/terms.ts';
import { similarities, tryWeights } from '../../main/learn/retrieve/try-weights.ts';
import { KeptTexts } from '../../main/training/kept-texts.ts';
import { TextEmbedder } from '../../main/training/search-encoder.ts';

const project = Project.open(process.argv[2] ?? '');
const preprocessing = textsOnly(project);
const tokenizer = tokenizerOf(preprocessing);
const samples = await searchableTexts(project);
const rows = keptRows(project, samples);
const texts = new KeptTexts(rows);
const textOf = (text: number): string => texts.read(text);
const trialsOf = async (seed: number) =>
  await searchTrials(rows, tokenizer, preprocessing.length, seed);
const builder = new CollectionBuilder();
const wholeBuilder = new TermIndexBuilder();
for (let text = 0; text < texts.count; text++) {
  builder.add(textOf(text));
  wholeBuilder.add(termsOf(textOf(text)));
}
const whole = wholeBuilder.finish();
const collection = builder.finish();
const encoder = { ...encoderOf(project, latestFinished(project, 'pretrain')), trials: [] };
const images = project.rowsOf(samples);
const embedder = await TextEmbedder.load({ ...encoder, images }, () => undefined);
const { embeddings } = embedder;
const chosen = await embedder.trialsOf(await trialsOf(1));
const weights = await tryWeights(collection, embeddings, chosen);
console.log(`${texts.count} texts, ${collection.passages.count} passages; chosen:`, weights);

const ranks = new Map<string, number[]>();
for (const seed of [2, 3, 4]) {
  for (const trial of await embedder.trialsOf(await trialsOf(seed))) {
    const { text, kept, query } = trial;
    const content = collection.contentOf(query);
    const length = lengthOf(content);
    const note = (name: string, scores: Float32Array): void => {
      const key = `${length} | ${name}`;
      ranks.set(key, [...(ranks.get(key) ?? []), rankOf(scores, text)]);
    };
    const words = collection.cosines(content);
    words[text] = collection.cosineOf(content, kept);
    const terms = countTerms(termsOf(query));
    const wholeWords = whole.cosines(terms);
    wholeWords[text] = whole.cosineOf(terms, countTerms(termsOf(kept)));
    const alike = similarities(embeddings, trial.queryEmbedding);
    alike[text] = similarities(
      { rows: 1, columns: embeddings.columns, values: trial.keptEmbedding },
      trial.queryEmbedding,
    )[0] as number;
    note('TF-IDF, scikit-learn’s', wholeWords);
    note('TF-IDF, ours', words);
    note('encoder', alike);
    note('chosen mixture', mixed(words, alike, weights[length]));
  }
}
const share = (some: readonly number[], most: number): string =>
  ((100 * some.filter((rank) => rank < most).length) / some.length).toFixed(1);
for (const length of queryLengths) {
  for (const [name, some] of ranks) {
    if (name.startsWith(`${length} |`)) {
      console.log(`${name} | ${some.length} | ${share(some, 1)} | ${share(some, 10)}`);
    }
  }
}

const { logistic, found } = await learnCertainty(collection, textOf, 1);
const cases = await madeUpCases(collection, textOf, 1000, 2);
const confidence = cases.map((each) => probabilityOf(logistic, each.evidence));
const values = Float32Array.from(confidence.flatMap((right) => [1 - right, right]));
const labels = cases.map(({ isRight }) => Number(isRight));
const { error } = calibrationOf({ rows: cases.length, columns: 2, values }, labels, 10);
const given = cases.filter((_, i) => (confidence[i] ?? 0) >= 0.5);
const right = given.filter(({ isRight }) => isRight);
console.log(
  `answers: ${(100 * found).toFixed(0)} % of questions with a text find it first; calibration error ${(100 * error).toFixed(1)} %; of 1,000 questions ${given.length} answered, ${right.length} rightly, ${given.filter(({ isThere }) => !isThere).length} of them without their text`,
);
embedder.dispose();
texts.close();
project.close();
