import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { detectEncoding } from '../../../../main/ingest/text/detect-encoding.ts';
import { encodeAs, readAll, textInput } from '../../../fixtures/text/inputs.ts';

const paragraphs = readFileSync(
  path.join(import.meta.dirname, '../../../fixtures/text/corpus.txt'),
  'utf8',
).split('\n\n');
const paragraph = (beginning: string): string => {
  const found = paragraphs.find((text) => text.startsWith(beginning));
  if (found === undefined) throw new Error(`no paragraph begins with ${beginning}`);
  return found;
};
const german = paragraph('Der Bäcker');
const russian = paragraph('Пекарь');
const japanese = paragraph('パン屋');

describe('decodeText', () => {
  it.each([
    ['windows-1252', german],
    ['windows-1252', paragraph('La boulang')],
    ['windows-1252', paragraph('La panad')],
    ['windows-1250', `${paragraph('Piekarz')} Ktoś przyszedł wcześniej, jakoś później.`],
    ['iso-8859-2', paragraph('Piekarz')],
    ['windows-1251', russian],
    ['koi8-r', russian],
    ['iso-8859-5', russian],
    ['windows-1253', paragraph('Ο φούρναρης')],
    ['iso-8859-7', paragraph('Ο φούρναρης')],
    ['windows-1254', paragraph('Fırıncı')],
    ['windows-1255', paragraph('האופה')],
    ['windows-1256', paragraph('يفتح')],
    ['shift_jis', japanese],
    ['euc-jp', japanese],
    ['gb18030', paragraph('面包师')],
    [
      'big5',
      '今天早上麵包店在太陽升起之前就開門了。第一批人來的時候,麵包還是熱的。明天還會有麵包。',
    ],
    ['euc-kr', paragraph('빵집')],
    ['utf-16le', german],
    ['utf-16be', german],
    ['utf-16le', russian],
  ])('reads %s', async (encoding, text) => {
    const { documents } = await readAll(textInput('a.txt', encodeAs(encoding, text), 7));
    expect(documents).toMatchObject([{ text, notes: [] }]);
  });

  it.each([
    ['UTF-8 with a mark', Buffer.from(`\ufeff${japanese}`)],
    ['UTF-16 LE with a mark', Buffer.from(`\ufeff${japanese}`, 'utf16le')],
    ['UTF-16 BE with a mark', Buffer.from(`\ufeff${japanese}`, 'utf16le').swap16()],
  ])('reads %s, which is no part of the text', async (_, bytes) => {
    const { documents } = await readAll(textInput('a.txt', bytes, 1));
    expect(documents.map(({ text }) => text)).toEqual([japanese]);
  });

  it('says which encoding it was', async () => {
    const told: string[] = [];
    const onEncoding = (encoding: string): void => void told.push(encoding);
    await readAll(textInput('a.txt', encodeAs('koi8-r', russian)), { onEncoding });
    await readAll(textInput('b.txt', 'plain'), { onEncoding });
    await readAll(textInput('c.csv', `text\n${german.repeat(3)}\n`), { onEncoding });
    expect(told).toEqual(['koi8-r', 'utf-8']);
  });

  it('keeps the encoding open while only ASCII comes', async () => {
    const plain = 'a row of nothing but plain letters,x\n'.repeat(10_000);
    const row = `${german.replaceAll(',', ' ').replaceAll(/[;]/g, '')},y\n`;
    const bytes = Buffer.concat([
      Buffer.from(`text,class\n${plain}`),
      encodeAs('windows-1252', row.repeat(20)),
      Buffer.from(plain),
    ]);
    const { documents, refused } = await readAll(textInput('late.csv', bytes, 30_000));
    expect(refused).toEqual([]);
    expect(documents).toHaveLength(20_020);
    expect(documents[10_005]?.text).toBe(row.slice(0, -3));
  });

  it('keeps a damaged UTF-8 text, and says so', async () => {
    const bytes = Buffer.from(russian.repeat(3));
    bytes[101] = 0xff;
    const { documents } = await readAll(textInput('a.txt', bytes));
    expect(documents[0]?.notes).toEqual(['undecodable']);
    expect(documents[0]?.text).toContain('солнца. Хлеб');
  });

  it('takes a few bytes for windows-1252', () => {
    expect(detectEncoding(encodeAs('windows-1252', 'Größe: 5 €'))).toEqual({
      encoding: 'windows-1252',
      ascii: false,
    });
  });
});
