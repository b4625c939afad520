import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { expect, it, onTestFinished } from 'vitest';
import { forkDecoder } from '../../../main/ingest/decoder/spawn-decoder.ts';
import { readLabelCsv } from '../../../main/ingest/label-csv.ts';
import type { SkipCode } from '../../../main/ingest/types.ts';
import {
  absurdSizes,
  type BadFile,
  badIdxFiles,
  emptyFiles,
  falseImages,
  flippedBits,
  foreignFiles,
  lyingHeaders,
  mutatedFiles,
  truncatedFiles,
} from '../../fixtures/ingest/bad-inputs.ts';
import { importForTest, meanDifference } from '../../fixtures/ingest/import-folder.ts';
import { asOrdinaryUser } from '../../fixtures/ingest/ordinary-user.ts';
import { colourPicture, encoders, lossless } from '../../fixtures/ingest/pictures.ts';
import { temporaryFolder, writeFiles } from '../../fixtures/ingest/temporary-folder.ts';
import { type RawEntry, rawZip } from '../../fixtures/ingest/zips.ts';

const size = 32;

/** Paths of files that must arrive, and the seeds of their pictures. */
type Good = Map<string, { seed: number; encoder: string }>;
type Bad = Map<string, readonly SkipCode[]>;

/** A good file of every format beside the bad ones of each folder. */
async function addGood(
  folder: string,
  below: string,
  firstSeed: number,
  good: Good,
): Promise<void> {
  for (const [index, [encoder, encode]] of Object.entries(encoders).entries()) {
    const seed = firstSeed + index;
    const name = path.posix.join(below, `good-${encoder}.${encoder.split('-')[0]}`);
    writeFiles(folder, { [name]: await encode(colourPicture(seed, size, size)) });
    good.set(name, { seed, encoder });
  }
}

function addZips(folder: string, images: readonly Buffer[], good: Good, bad: Bad): void {
  const image = images[0] ?? Buffer.alloc(0);
  const hostile: [RawEntry, SkipCode, string?][] = [
    [{ name: '../escape.png', data: image }, 'unsafe-path'],
    [{ name: 'a/../../escape.png', data: image }, 'unsafe-path'],
    [{ name: '/etc/absolute.png', data: image }, 'unsafe-path'],
    [{ name: 'C:\\drive.png', data: image }, 'unsafe-path', 'C:\\x5cdrive.png'],
    [{ name: '..\\back.png', data: image }, 'unsafe-path', '..\\x5cback.png'],
    [{ name: 'nul\0.png', data: image }, 'unsafe-path', 'nul\\x00.png'],
    [{ name: 'link.png', data: Buffer.from('/etc/passwd'), mode: 0o120777 }, 'symlink'],
    [{ name: 'pipe.png', data: image, mode: 0o010666 }, 'special-file'],
    [{ name: 'encrypted.png', data: image, flags: 0x801 }, 'encrypted'],
    [{ name: 'lzma.png', data: image, method: 14 }, 'unsupported'],
    [{ name: 'good.png', data: images[1] ?? image }, 'duplicate-name'],
    [{ name: 'crc.png', data: image, crc: 1 }, 'corrupt'],
    [{ name: 'larger.png', data: image, uncompressedSize: 10 }, 'corrupt'],
    [{ name: 'smaller.png', data: image, uncompressedSize: image.length + 9 }, 'corrupt'],
    [{ name: 'stored.png', data: image, method: 0, uncompressedSize: 5 }, 'corrupt'],
    [{ name: 'garbage.png', data: image, stored: Buffer.alloc(50, 0xff) }, 'corrupt'],
    [{ name: 'cut.png', data: image, stored: deflateRawSync(image).subarray(0, 300) }, 'truncated'],
    [{ name: 'far.png', data: image, offset: 0x7fffffff }, 'corrupt'],
    [{ name: 'nowhere.png', data: image, offset: 5 }, 'corrupt'],
    [{ name: 'beyond.png', data: image, compressedSize: 0x7ffffff }, 'corrupt'],
    [{ name: 'empty.png', data: new Uint8Array(0) }, 'empty'],
    [{ name: 'nested.zip', data: rawZip([{ name: 'x.png', data: image }]) }, 'unsupported'],
    [{ name: 'text.png', data: Buffer.from('hello') }, 'not-an-image'],
    [{ name: 'vector.svg', data: Buffer.from('<svg/>') }, 'unsupported'],
    [
      {
        name: 'bomb.png',
        data: Buffer.concat([image, Buffer.alloc(300 * 1024 * 1024)]),
      },
      'oversized',
    ],
    [
      {
        name: 'sneaky.png',
        data: image,
        stored: deflateRawSync(Buffer.concat([image, Buffer.alloc(64 * 1024 * 1024)])),
      },
      'corrupt',
    ],
  ];
  const entries = [{ name: 'good.png', data: image }, ...hostile.map(([entry]) => entry)];
  writeFiles(folder, { 'zip/hostile.zip': rawZip(entries) });
  good.set('zip/hostile.zip/good.png', { seed: 500, encoder: 'png' });
  for (const [entry, code, shown] of hostile) {
    bad.set(`zip/hostile.zip/${shown ?? String(entry.name)}`, [code]);
  }
  const whole = rawZip([{ name: 'a.png', data: image }]);
  const archives: Record<string, [Buffer, SkipCode]> = {
    'cut.zip': [whole.subarray(0, whole.length - 10), 'corrupt'],
    'half.zip': [whole.subarray(0, whole.length / 2), 'corrupt'],
    'text.zip': [Buffer.from('hello'), 'corrupt'],
    'count.zip': [rawZip([], 65_000), 'corrupt'],
  };
  for (const [name, [content, code]] of Object.entries(archives)) {
    writeFiles(folder, { [`zip/${name}`]: content });
    bad.set(`zip/${name}`, [code]);
  }
}

/** Links, pipes, sockets, names and permissions: what only a file system can do. */
async function addFileSystemTraps(
  folder: string,
  image: Buffer,
  good: Good,
  bad: Bad,
): Promise<void> {
  const outside = writeFiles(temporaryFolder(), { 'secret.png': image, 'dir/secret.png': image });
  chmodSync(outside, 0o755);
  mkdirSync(path.join(folder, 'traps'));
  const at = (name: string): string => path.join(folder, 'traps', name);
  const links: [string, string][] = [
    ['loop.png', 'loop.png'],
    ['ping.png', 'pong.png'],
    ['pong.png', 'ping.png'],
    ['dangling.png', 'nothing.png'],
    ['outside.png', path.join(outside, 'secret.png')],
    ['outside', path.join(outside, 'dir')],
    ['parent', '..'],
    ['self', '.'],
    ['device.png', '/dev/zero'],
  ];
  for (const [name, target] of links) {
    symlinkSync(target, at(name));
    bad.set(`traps/${name}`, ['symlink']);
  }
  execFileSync('mkfifo', [at('pipe.png')]);
  bad.set('traps/pipe.png', ['special-file']);
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(at('socket.png'), resolve));
  onTestFinished(() => void server.close());
  bad.set('traps/socket.png', ['special-file']);
  writeFiles(folder, { 'traps/locked.png': image, 'traps/locked/inside.png': image });
  bad.set('traps/locked.png', ['unreadable']);
  bad.set('traps/locked', ['unreadable']);
  const raw = (bytes: number[]): Buffer =>
    Buffer.concat([Buffer.from(`${at('')}/`), Buffer.from(bytes)]);
  writeFileSync(
    raw([0xff, 0xfe, 0x2e, 0x70, 0x6e, 0x67]),
    (await encoders['png']?.(colourPicture(501))) ?? '',
  );
  good.set('traps/\\xff\\xfe.png', { seed: 501, encoder: 'png' });
  writeFileSync(raw([0xfd, 0x2e, 0x70, 0x6e, 0x67]), 'no image');
  bad.set('traps/\\xfd.png', ['not-an-image']);
  writeFileSync(raw([0x0a, 0x2e, 0x6a, 0x70, 0x67]), '');
  bad.set('traps/\\x0a.jpg', ['empty']);
}

/** Resident memory of a process; 0 when it is gone. */
function residentBytes(pid: number): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1] ?? 0) * 1024;
  } catch {
    return 0; // gone: it had been replaced or had done its work
  }
}

/** By `find`: names in there are not all UTF-8. */
function countFiles(folder: string): number {
  return execFileSync('find', [folder, '-printf', 'x']).length;
}

async function checkCsvFaults(): Promise<number> {
  const folder = temporaryFolder();
  const faults: Record<string, string | Uint8Array> = {
    'no-label': 'path,class\na,b\n',
    'no-path': 'file,label\na,b\n',
    'no-header': 'a.png,cat\n',
    'label-twice': 'path,label,label\na,b,c\n',
    nothing: '',
    spaces: '\n\n  \n',
    latin1: Buffer.from('path,label\na,é\n', 'latin1'),
    utf16: Buffer.from('\ufeffpath,label\n', 'utf16le'),
    spreadsheet: 'PK\u0003\u0004',
    binary: Buffer.alloc(500, 2),
  };
  for (const [name, content] of Object.entries(faults)) {
    writeFiles(folder, { [`${name}.csv`]: content });
    const reading = readLabelCsv(path.join(folder, `${name}.csv`));
    await expect(reading).rejects.toMatchObject({
      code: 'bad-input',
      message: expect.stringContaining(`${name}.csv`),
      remedy: expect.stringMatching(/\w/),
    });
  }
  const rows = [
    'path,label',
    'a,cat',
    ',cat',
    'b,',
    'c',
    'd,e,f',
    'a,cat',
    'a,dog',
    'g\0,cat',
    '"h,cat',
    'i,cat',
  ];
  writeFiles(folder, { 'rows.csv': rows.join('\n') });
  const table = await readLabelCsv(path.join(folder, 'rows.csv'));
  expect(table.rows.map((row) => row.path)).toEqual(['a', 'i']);
  expect(table.problems.map(({ line }) => line)).toEqual([3, 4, 5, 6, 7, 8, 9, 10]);
  return Object.keys(faults).length + table.problems.length;
}

it.runIf(process.platform === 'linux')(
  '200 bad inputs: each has a message with the name and the reason, nothing else is lost',
  async () => {
    const folder = temporaryFolder();
    chmodSync(folder, 0o755);
    const good: Good = new Map();
    const bad: Bad = new Map();
    const files: BadFile[] = [
      ...(await truncatedFiles()),
      ...emptyFiles(),
      ...falseImages(),
      ...(await lyingHeaders()),
      ...(await absurdSizes()),
      ...(await foreignFiles()),
      ...(await flippedBits()),
      ...badIdxFiles(),
    ];
    for (const { name, content, codes } of files) {
      writeFiles(folder, { [name]: content });
      bad.set(name, codes);
    }
    const mutated = await mutatedFiles();
    for (const { name, content } of mutated) writeFiles(folder, { [name]: content });
    const below = ['', 'cut', 'empty', 'false', 'lie', 'size', 'foreign', 'flip', 'idx', 'mutated'];
    for (const [index, name] of below.entries()) await addGood(folder, name, index * 20, good);
    const encode = encoders['png'] ?? (() => Promise.reject(new Error('no PNG')));
    const images = [await encode(colourPicture(500)), await encode(colourPicture(502))];
    addZips(folder, images, good, bad);
    await addFileSystemTraps(folder, images[1] ?? Buffer.alloc(0), good, bad);
    const before = countFiles(folder);
    const locked = ['locked.png', 'locked'].map((name) => path.join(folder, 'traps', name));
    for (const name of locked) chmodSync(name, 0);

    let peakBytes = 0;
    let peakDecoderBytes = 0;
    const decoders: number[] = [];
    const timer = setInterval(() => {
      peakBytes = Math.max(peakBytes, process.memoryUsage().rss);
      for (const pid of decoders) peakDecoderBytes = Math.max(peakDecoderBytes, residentBytes(pid));
    }, 20);
    const startBytes = process.memoryUsage().rss;
    const { result, pixelsOf } = await asOrdinaryUser(() =>
      importForTest(folder, {
        preprocessing: { size, channels: 3 },
        workers: 2,
        spawnDecoder: () => {
          const child = forkDecoder();
          if (child.pid !== undefined) decoders.push(child.pid);
          return child;
        },
      }),
    );
    clearInterval(timer);
    for (const name of locked) chmodSync(name, 0o755);

    // Every good file arrives, with its own pixels.
    for (const [name, { seed, encoder }] of good) {
      const expected = colourPicture(seed, size, size).pixels;
      const difference = meanDifference(pixelsOf(name), expected);
      expect([name, difference <= (lossless.has(encoder) ? 0 : 12)]).toEqual([name, true]);
    }
    // Every bad one is named, with the right code and a sentence.
    const rows = new Map<string, { code: SkipCode; reason: string }[]>();
    for (const { path: name, code, reason } of result.skipped) {
      rows.set(name, [...(rows.get(name) ?? []), { code, reason }]);
    }
    const wrong: string[] = [];
    for (const [name, codes] of bad) {
      const [row, ...more] = rows.get(name) ?? [];
      if (row === undefined) wrong.push(`${name}: not listed`);
      else if (more.length > 0) wrong.push(`${name}: listed ${more.length + 1} times`);
      else if (!codes.includes(row.code)) wrong.push(`${name}: ${row.code}, ${row.reason}`);
      else if (!row.reason.startsWith(name) || !row.reason.endsWith('.')) wrong.push(row.reason);
    }
    expect(wrong).toEqual([]);
    // Mutations are one or the other; nothing is lost, nothing is there that nobody made.
    const imported = new Set(result.samples.map((sample) => sample.path));
    for (const { path: name } of result.duplicates) imported.add(name);
    const decodable = mutated.filter(({ name }) => imported.has(name));
    for (const { name } of mutated)
      expect([name, imported.has(name) !== rows.has(name)]).toEqual([name, true]);
    expect(imported.size).toBe(good.size + decodable.length);
    expect(rows.size).toBe(bad.size + mutated.length - decodable.length);
    // Most that were cut off are called that.
    const cut = result.skipped.filter(({ path: name }) => name.startsWith('cut/'));
    expect(cut.filter(({ code }) => code === 'truncated').length / cut.length).toBeGreaterThan(0.9);
    // Nothing was written beside the pack, and memory stayed bounded.
    expect(countFiles(folder)).toBe(before);
    expect((peakBytes - startBytes) / 1e6).toBeLessThan(200);
    expect(peakDecoderBytes / 1e6).toBeLessThan(800);
    const faults = await checkCsvFaults();
    expect(bad.size).toBeGreaterThanOrEqual(200);
    console.log(
      `${bad.size} bad files and ${faults} faults of CSV files refused, ${good.size} good files intact, ` +
        `${mutated.length} mutations (${decodable.length} decodable), ` +
        `${Math.round((peakBytes - startBytes) / 1e6)} MB more memory at most, decoders ${Math.round(peakDecoderBytes / 1e6)} MB`,
    );
  },
);
