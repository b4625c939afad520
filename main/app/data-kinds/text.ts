import path from 'node:path';
import { SummaryBuilder } from '../../ingest/summary.ts';
import { importTexts } from '../../ingest/text/import-texts.ts';
import { looksLikeTexts } from '../../ingest/text/looks-like-texts.ts';
import { tokenizerOf } from '../../ingest/text/text-preprocessing.ts';
import { tokenizerToJson } from '../../ingest/text/tokenizer/tokenizer-json.ts';
import { importProgress } from '../import-progress.ts';
import type { DataKind } from './data-kind.ts';
import { isBeside, tablesAlone } from './only-table.ts';

const stages = { read: 'reading texts', learn: 'learning words', pack: 'packing texts' };

/** Documents, mails, and texts in a column of a table. */
export const text: DataKind<'text'> = {
  noun: { one: 'text', many: 'texts' },
  wanted:
    'text files, HTML, mails (.eml, .mbox), folders or zips of them, or a table with a column of texts',
  unreadable: 'texts',
  extensions: [
    ...['.txt', '.md', '.html', '.htm', '.eml', '.mbox'],
    ...['.csv', '.tsv', '.jsonl', '.json', '.zip'],
  ],
  // What lies beside tables says what they are, and is no text to learn from.
  recognizes(inputs, spawnDecoder) {
    const areTables = tablesAlone(inputs).length > 0;
    return looksLikeTexts(inputs, spawnDecoder, areTables ? isBeside : undefined);
  },
  async import(before, { labelsFrom, preprocessing: _, onProgress, ...request }) {
    const result = await importTexts({
      ...request,
      preprocessing: before,
      labelsFrom,
      onProgress: (stage, done, total) => onProgress(stages[stage], done, total),
    });
    const summary = new SummaryBuilder();
    for (const sample of result.samples) summary.add(sample);
    return {
      ...result,
      preprocessing: { kind: 'text', ...result.preprocessing },
      renews: result.preprocessing !== before,
      summary: summary.finish(result.skipped),
    };
  },
  async pack(dir, preprocessing, inputs, { signal, reporter, spawnDecoder }) {
    const onProgress = importProgress(reporter);
    const packFile = path.join(dir, 'texts.safetensors');
    const { samples, skipped } = await importTexts({
      inputs,
      packFile,
      thumbnailFile: path.join(dir, 'texts.thumbnails'),
      preprocessing,
      labelsFrom: null,
      keepCopies: true,
      signal,
      ...(spawnDecoder === undefined ? {} : { spawnDecoder }),
      onProgress: (stage, done, total) => onProgress(stages[stage], done, total),
    });
    return { file: packFile, paths: samples.map((each) => each.path), skipped };
  },
  preparation: ({ length, vocabulary }) =>
    `texts, ${length} tokens each of ${vocabulary.toLocaleString('en-US')}`,
  prepared: ({ length }) =>
    `A text becomes the numbers of its tokens: tokenizer.json, which Hugging Face's tokenizers read, gives them, with <bos> before and <pad> behind, ${length} in all; of longer texts the beginning.`,
  exportFiles: (preprocessing) => [
    {
      name: 'tokenizer.json',
      content: tokenizerToJson(tokenizerOf(preprocessing), { length: preprocessing.length }),
    },
  ],
  /** On mails, with 5 to 100 labels, best of what was tried (docs/decisions/0033). */
  advise: (_project, _preprocessing, rows) => ({
    task: 'simclr',
    encoder: 'text-average',
    // A text is read in a fraction of a millisecond.
    passes: 100,
    mostPasses: 100,
    mostMinutes: 10,
    reasons: [
      `These are ${rows.length.toLocaleString('en-US')} texts. Each is found again among the others by another part of it, with words left out, which teaches which words go together.`,
      'To see how well it foresees your sentences, “Guess the next word” is worth a second run; it takes longer.',
    ],
  }),
};
