import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import { parse } from 'csv-parse/sync';
import { openPromise } from 'yauzl';

const samples = path.join(import.meta.dirname, '../../../resources/samples');

/** Photos of clothes on disk, and what is on each. */
export interface Pictures {
  folder: string;
  /** Class by file name. */
  classes: Map<string, string>;
}

/**
 * Writes real pictures (Fashion-MNIST, from the sample data) of some classes into a folder.
 * @param to of each class's pictures, those from `from` up to here
 */
export async function writePictures(
  folder: string,
  classNames: readonly string[],
  to: number,
  from = 0,
): Promise<Pictures> {
  mkdirSync(folder, { recursive: true });
  const rows = parse(readFileSync(path.join(samples, 'fashion-mnist-test.csv')), {
    from_line: 2,
  }) as [name: string, className: string][];
  const wanted = new Map<string, string>();
  for (const className of classNames) {
    const names = rows.filter(([, name]) => name === className).slice(from, to);
    for (const [name] of names) wanted.set(name, className);
  }
  const classes = new Map<string, string>();
  const zip = await openPromise(path.join(samples, 'fashion-mnist.zip'));
  for await (const entry of zip.eachEntry()) {
    const className = wanted.get(entry.fileName);
    if (className === undefined) continue;
    const file = path.basename(entry.fileName);
    const stream = await zip.openReadStreamPromise(entry);
    writeFileSync(path.join(folder, file), await buffer(stream));
    classes.set(file, className);
  }
  return { folder, classes };
}
