import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { importForTest } from '../../fixtures/ingest/import-folder.ts';
import { asOrdinaryUser } from '../../fixtures/ingest/ordinary-user.ts';
import { asSharp, colourPicture } from '../../fixtures/ingest/pictures.ts';
import { temporaryFolder, writeFiles } from '../../fixtures/ingest/temporary-folder.ts';

const png: Buffer[] = [];
const onPosix = process.platform !== 'win32';

beforeAll(async () => {
  for (let seed = 0; seed < 8; seed++)
    png.push(await asSharp(colourPicture(seed)).png().toBuffer());
});

function image(seed: number): Buffer {
  return png[seed] ?? Buffer.alloc(0);
}

function codes(result: { skipped: { path: string; code: string }[] }): Record<string, string> {
  return Object.fromEntries(result.skipped.map(({ path, code }) => [path, code]));
}

describe('folders', () => {
  it('are walked in sorted order; labels come from the first level', async () => {
    const folder = writeFiles(temporaryFolder(), {
      'dogs/deep/er/3.png': image(0),
      'cats/2.png': image(1),
      'cats/10.png': image(2),
      'top.png': image(3),
      'Birds/1.png': image(4),
    });
    const { result } = await importForTest(folder, { labelsFrom: 'folders' });
    expect(result.samples.map(({ path, label, row }) => [path, label, row])).toEqual([
      ['Birds/1.png', 'Birds', 0],
      ['cats/10.png', 'cats', 1],
      ['cats/2.png', 'cats', 2],
      ['dogs/deep/er/3.png', 'dogs', 3],
      ['top.png', null, 4],
    ]);
    expect(result.samples[0]?.source).toBe(path.join(folder, 'Birds', '1.png'));
    const { result: unlabelled } = await importForTest(folder);
    expect(unlabelled.samples.every(({ label }) => label === null)).toBe(true);
  });

  it('are the classes themselves when several are given without folders of images in them', async () => {
    const folder = writeFiles(temporaryFolder(), {
      'cats/1.png': image(0),
      'cats/notes/readme.txt': 'no picture',
      'dogs/1.png': image(1),
      'stray.png': image(2),
      'deep/Birds/1.png': image(3),
    });
    const at = (...names: string[]): string[] => names.map((name) => path.join(folder, name));
    const labels = async (...inputs: string[]): Promise<(string | null)[]> => {
      const { result } = await importForTest(inputs, { labelsFrom: 'folders' });
      return result.samples.map(({ label }) => label);
    };
    expect(await labels(...at('cats', 'dogs', 'stray.png'))).toEqual(['cats', 'dogs', null]);
    // One folder is a data set, and so are several that have class folders in them.
    expect(await labels(...at('cats'))).toEqual([null]);
    expect(await labels(...at('cats', 'stray.png'))).toEqual([null, null]);
    expect(await labels(...at('cats', 'deep'))).toEqual([null, 'Birds']);
    const { result } = await importForTest(at('cats', 'dogs'));
    expect(result.samples.map(({ label }) => label)).toEqual([null, null]);
  });

  it('ignore what is plainly no image, and say when an image is none', async () => {
    const folder = writeFiles(temporaryFolder(), {
      'a.png': image(0),
      'notes.txt': 'hello',
      'labels.csv': 'path,label',
      'README.md': '#',
      'data.json': '{}',
      'empty.txt': '',
      'report.docx': 'PK\u0003\u0004',
      '.hidden.png': image(1),
      '.git/x.png': image(2),
      '__MACOSX/._a.png': 'x',
      'Thumbs.db': 'x',
      'sub/.DS_Store': 'x',
      'text.png': 'hello',
      'page.jpg': '<!DOCTYPE html>',
      'empty.gif': '',
      'zip.png': 'PK\u0003\u0004',
    });
    const { result } = await importForTest(folder);
    expect(result.ignored).toBe(11);
    expect(codes(result)).toEqual({
      'text.png': 'not-an-image',
      'page.jpg': 'not-an-image',
      'empty.gif': 'empty',
      'zip.png': 'not-an-image',
    });
    expect(result.skipped.map(({ reason }) => reason)).toContain(
      'page.jpg is not a JPG image: it begins with a web page.',
    );
  });

  it('several inputs keep their names apart', async () => {
    const folder = writeFiles(temporaryFolder(), {
      'one/set/a.png': image(0),
      'two/set/a.png': image(1),
      'one/b.png': image(2),
      'two/b.png': image(3),
    });
    const inputs = ['one/set', 'two/set', 'one/b.png', 'two/b.png'];
    const { result } = await importForTest(inputs.map((name) => path.join(folder, name)));
    expect(result.samples.map((sample) => sample.path)).toEqual([
      'b (2).png',
      'b.png',
      'set (2)/a.png',
      'set/a.png',
    ]);
    const { result: twice } = await importForTest([folder, path.join(folder, 'one')]);
    expect([twice.samples.length, twice.duplicates.length]).toEqual([4, 2]);
  });

  it.runIf(onPosix)('symbolic links are followed once inside, listed otherwise', async () => {
    const outside = writeFiles(temporaryFolder(), {
      'secret.png': image(5),
      'dir/x.png': image(6),
    });
    const folder = writeFiles(temporaryFolder(), {
      'in/a.png': image(0),
      'in/.hidden.png': image(1),
    });
    const link = (target: string, name: string): void =>
      symlinkSync(target, path.join(folder, name));
    link('in/a.png', 'same.png');
    link('in/.hidden.png', 'through.png');
    link('missing.png', 'dangling.png');
    link('loop.png', 'loop.png');
    link('ping.png', 'pong.png');
    link('pong.png', 'ping.png');
    link(path.join(outside, 'secret.png'), 'secret.png');
    link(path.join(outside, 'dir'), 'outside');
    link('..', 'parent');
    link('.', 'self');
    link('../in', 'in/again');
    link('/dev/zero', 'zero.png');
    const { result } = await importForTest(folder);
    expect(result.samples.map(({ path, notes }) => [path, notes])).toEqual([
      ['in/a.png', []],
      ['through.png', ['followed-link']],
    ]);
    expect(result.duplicates).toMatchObject([{ path: 'same.png', of: 'in/a.png' }]);
    expect(Object.keys(codes(result)).sort()).toEqual([
      'dangling.png',
      'in/again',
      'loop.png',
      'outside',
      'parent',
      'ping.png',
      'pong.png',
      'secret.png',
      'self',
      'zero.png',
    ]);
    expect(new Set(Object.values(codes(result)))).toEqual(new Set(['symlink']));
  });

  it.runIf(onPosix)('pipes and devices are listed and never opened', async () => {
    const folder = writeFiles(temporaryFolder(), { 'a.png': image(0) });
    execFileSync('mkfifo', [path.join(folder, 'pipe.png')]);
    const { result } = await importForTest(folder);
    expect(codes(result)).toEqual({ 'pipe.png': 'special-file' });
    const pipe = importForTest(path.join(folder, 'pipe.png'));
    await expect(pipe).rejects.toMatchObject({ code: 'no-data' });
  });

  it.runIf(process.platform === 'linux')('names that are not UTF-8 are imported', async () => {
    const folder = temporaryFolder();
    const named = (bytes: number[], content: Uint8Array | string): void =>
      writeFileSync(Buffer.concat([Buffer.from(`${folder}/`), Buffer.from(bytes)]), content);
    mkdirSync(Buffer.concat([Buffer.from(`${folder}/`), Buffer.from([0xe9])]));
    named([0xe9, 0x2f, 0xff, 0x2e, 0x70, 0x6e, 0x67], image(0)); // é/ÿ.png in Latin-1
    named([0xfe, 0x2e, 0x70, 0x6e, 0x67], image(1));
    named([0x61, 0x0a, 0x2e, 0x70, 0x6e, 0x67], image(2)); // a line break
    named([0x5c, 0x78, 0x66, 0x65, 0x2e, 0x70, 0x6e, 0x67], image(3)); // \xfe.png, typed out
    named([0xfd, 0x2e, 0x70, 0x6e, 0x67], 'no image');
    const { result } = await importForTest(folder, { labelsFrom: 'folders' });
    expect(result.samples.map(({ path, label }) => [path, label])).toEqual([
      ['\\x5cxfe.png', null],
      ['\\xe9/\\xff.png', '\\xe9'],
      ['\\xfe.png', null],
      ['a\\x0a.png', null],
    ]);
    expect(result.summary.notes['escaped-name']).toBe(4);
    expect(codes(result)).toEqual({ '\\xfd.png': 'not-an-image' });
  });

  it.runIf(onPosix)('what may not be read is listed', async () => {
    const folder = writeFiles(temporaryFolder(), {
      'a.png': image(0),
      'locked.png': image(1),
      'locked/b.png': image(2),
    });
    execFileSync('chmod', ['000', path.join(folder, 'locked.png'), path.join(folder, 'locked')]);
    execFileSync('chmod', ['755', folder]);
    const { result } = await asOrdinaryUser(() => importForTest(folder));
    execFileSync('chmod', ['755', path.join(folder, 'locked')]);
    expect(result.samples.map((sample) => sample.path)).toEqual(['a.png']);
    expect(result.skipped.map(({ code, reason }) => [code, reason])).toEqual([
      ['unreadable', 'locked is a folder that cannot be read: permission denied.'],
      ['unreadable', 'locked.png cannot be read: permission denied.'],
    ]);
  });

  it('what vanishes or changes in the middle costs one row', async () => {
    const folder = writeFiles(temporaryFolder(), {
      'a.png': image(0),
      'b.png': image(1),
      'c.png': image(2),
    });
    const { result } = await importForTest(folder, {
      onProgress: ({ phase, total }) => {
        if (phase === 'scan' && total !== null) rmSync(path.join(folder, 'b.png'), { force: true });
        if (phase === 'probe' && total !== null) writeFiles(folder, { 'c.png': image(3) });
      },
    });
    expect(result.samples.map((sample) => sample.path)).toEqual(['a.png']);
    expect(result.skipped.map(({ reason }) => reason)).toEqual([
      'b.png cannot be read: it is no longer there.',
      'c.png was changed while it was imported.',
    ]);
  });
});
