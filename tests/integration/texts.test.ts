import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { tokenizerFromJson } from '../../main/ingest/text/tokenizer/tokenizer-json.ts';
import { pretext } from '../support/cli.ts';
import {
  expectSame,
  predictionsOf,
  type RunReport,
  runReportSchema,
  writeLabels,
} from '../support/run-report.ts';
import { fixtureMails } from '../support/word-texts.ts';

/** Real mails from a folder to a model, in the terminal. */

const dir = mkdtempSync(path.join(tmpdir(), 'pretext-test-'));
const folder = path.join(dir, 'mails');
const out = path.join(dir, 'out');
const mails = fixtureMails();
/** The last of each class come later. */
const fresh = new Set([...mails.slice(65, 70), ...mails.slice(-5)]);
const known = mails.filter((mail) => !fresh.has(mail));

const nameOf = ({ label, name }: (typeof mails)[number]): string => `${label}-${name}`;

const csv = (name: string, wanted: (i: number) => boolean): string =>
  writeLabels(
    dir,
    name,
    known.filter((_, i) => wanted(i)).map((mail) => `${nameOf(mail)},${mail.label}`),
  );

const write = (name: string, mail: string): void => writeFileSync(path.join(folder, name), mail);

describe('a folder of mails', () => {
  let report: RunReport;
  let said = '';

  beforeAll(async () => {
    mkdirSync(folder);
    for (const mail of known) write(nameOf(mail), mail.mail);
    write('copy.eml', known[0]?.mail ?? '');
    write('empty.eml', '');
    writeFileSync(
      path.join(folder, 'picture.txt'),
      Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 0, 0, 1]),
    );
    const labels = ['--labels', csv('train.csv', (i) => i % 5 === 0)];
    const test = ['--test', csv('test.csv', (i) => i % 5 === 1 || i % 5 === 2)];
    const settings = ['--out', out, '--steps', '120', '--export', 'onnx,tfjs'];
    const answer = await pretext(['run', folder, ...labels, ...test, ...settings, '--json']);
    expect(answer.code, answer.stderr).toBe(0);
    report = runReportSchema.parse(answer.json);
    expect(answer.stderr).toContain('picture.txt');
    expect(answer.stderr).toContain('empty.eml is empty');
    said = answer.stderr;
  }, 600_000);

  test('is recognized, imported, pretrained on, and classified beside its baselines', () => {
    expect(report.samples).toMatchObject({ imported: 130, skipped: 2, duplicates: 1 });
    expect(report.labels).toEqual({ train: 26, test: 52, problems: [] });
    expect(report.pretrain).toEqual({ method: 'simclr', encoder: 'text-average', steps: 120 });
    expect(Object.keys(report.scores)).toEqual([
      'tf_idf',
      'scratch',
      'nearest',
      'linear_probe',
      'propagation',
      'combined',
      'fine_tuned',
    ]);
    // Chance is 50 %. A hundred mails are few to learn words from.
    for (const [kind, { accuracy }] of Object.entries(report.scores)) {
      expect(accuracy, kind).toBeGreaterThan(0.6);
    }
    expect(report.scores[report.best]?.accuracy).toBeGreaterThan(0.8);
  });

  test('is spoken of as texts', async () => {
    expect(said).toContain('52 labelled test texts');
    expect(said).toContain('Embedding all texts.');
    expect(said).not.toMatch(/images\/s|(all|test|training) images/);
    const info = await pretext(['project', 'info', report.project]);
    expect(info.stdout).toContain('78 training texts, 26 labelled; 52 test texts, 52 labelled');
  });

  test('new mails are classified by the project and by its exports alike', async () => {
    const later = path.join(dir, 'later');
    mkdirSync(later);
    for (const mail of fresh) writeFileSync(path.join(later, nameOf(mail)), mail.mail);
    const ours = await predictionsOf(report.project, later);
    expect(ours.map((each) => each.path)).toEqual([...fresh].map(nameOf).sort());
    expect(ours.filter(({ path: name, label }) => name.startsWith(label)).length).toBeGreaterThan(
      6,
    );
    for (const { path: file } of report.exports) {
      const theirs = await predictionsOf(path.dirname(file), later);
      expectSame(theirs, ours, 4);
    }
  }, 300_000);

  test('an export brings its tokenizer, in the form that others read', () => {
    for (const { path: file } of report.exports) {
      const json = readFileSync(path.join(path.dirname(file), 'tokenizer.json'), 'utf8');
      const tokenizer = tokenizerFromJson(json);
      const said = z
        .object({ preprocessing: z.object({ vocabulary: z.int(), length: z.int() }) })
        .parse(JSON.parse(readFileSync(path.join(path.dirname(file), 'pretext.json'), 'utf8')));
      expect(tokenizer.size).toBe(said.preprocessing.vocabulary);
      expect(
        z
          .object({ padding: z.object({ strategy: z.object({ Fixed: z.int() }) }) })
          .parse(JSON.parse(json)).padding.strategy.Fixed,
      ).toBe(said.preprocessing.length);
    }
  });

  test('more mails come in by the same tokenizer; a table and tasks for pictures are refused by name', async () => {
    const more = path.join(dir, 'more.txt');
    writeFileSync(more, 'A text that was not there before, of a few words.');
    const added = await pretext(['import', report.project, more, '--json']);
    expect(added.code, added.stderr).toBe(0);
    const rotated = await pretext(['pretrain', report.project, '--method', 'rotation']);
    expect(rotated.code).not.toBe(0);
    expect(rotated.stderr).toContain('teaches something on images');
  }, 120_000);
});
