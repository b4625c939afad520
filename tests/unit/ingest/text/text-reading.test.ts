import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { defaultLimits } from '../../../../main/ingest/limits.ts';
import type { OpenTextsRequest, TextsAnswer } from '../../../../main/ingest/text/text-messages.ts';
import { TextReading } from '../../../../main/ingest/text/text-reading.ts';
import { temporaryFolder } from '../../../fixtures/ingest/temporary-folder.ts';

const nothing = { text: null, label: null };
const words = 'bread river coffee window garden letter music winter table friend'.split(' ');

/** Its columns `body` and `topic` are first seen after more rows than are looked at to tell the columns. */
const objects = Array.from({ length: 700 }, (_, i) => ({
  note: `The ${words[i % 10]} was warm on day ${i}, and the people near the ${words[i % 7]} were kind.`,
  ...(i < 600 ? {} : { body: `Text ${i} on the ${words[i % 9]}`, topic: words[i % 2] }),
}));
const contents = {
  'late.jsonl': objects.map((one) => JSON.stringify(one)).join('\n'),
  'late.json': JSON.stringify(objects),
};

async function answer(
  name: keyof typeof contents,
  request: Partial<OpenTextsRequest>,
): Promise<TextsAnswer> {
  const file = path.join(temporaryFolder(), name);
  writeFileSync(file, contents[name]);
  const given = await new TextReading().answer({
    ...{ op: 'open-texts', name, location: { at: 'file', file }, limits: defaultLimits },
    ...{ textColumn: null, labelColumn: null, asked: nothing },
    ...request,
  });
  if (given.is !== 'texts') throw new Error('no texts');
  return given;
}

describe.each(['late.jsonl', 'late.json'] as const)('columns that %s has late', (name) => {
  it('are taken where they are asked for', async () => {
    const { columns, texts } = await answer(name, { asked: { text: 'body', label: 'topic' } });
    expect(columns).toEqual({ text: 'body', label: 'topic', lacksLabel: null });
    const documents = texts.filter((one) => one.is === 'document');
    expect(documents).toHaveLength(100);
    expect(documents[1]).toMatchObject({ text: 'Text 601 on the winter', label: 'river' });
  });

  it('are taken where they are kept with the data set', async () => {
    const { columns, texts } = await answer(name, { textColumn: 'note', labelColumn: 'topic' });
    expect(columns).toEqual({ text: 'note', label: 'topic', lacksLabel: null });
    expect(texts).toHaveLength(700);
    expect(texts[699]).toMatchObject({ is: 'document', label: 'river' });
  });

  it('are told from what is nowhere', async () => {
    const { texts } = await answer(name, { asked: { text: 'nosuch', label: null } });
    const clause = 'has no column "nosuch"; its columns are "note"';
    expect(texts).toEqual([{ is: 'refused', name, code: 'no-column', clause }]);
    const { columns } = await answer(name, { asked: { text: 'body', label: 'nosuch' } });
    expect(columns).toEqual({
      text: 'body',
      label: null,
      lacksLabel: 'has no column "nosuch"; its columns are "note", "body"',
    });
  });
});
