import { mkdirSync, readdirSync } from 'node:fs';
import path from 'node:path';
import sharp from 'sharp';
import { dataKinds } from '../../main/app/data-kinds/registry.ts';
import type { Preprocessing } from '../../main/app/preprocessing/preprocessing.ts';
import { encodeWav, int16Bytes, tone } from '../fixtures/audio/encode-wav.ts';
import { asSharp, colourPicture, greyPicture } from '../fixtures/ingest/pictures.ts';
import { writeFiles } from '../fixtures/ingest/temporary-folder.ts';
import { nastyColumns, nastyTable } from './nasty-table.ts';
import { animation, hasFfmpeg, videoFixtures } from './videos.ts';
import { fixtureMails } from './word-texts.ts';

/** Something of one kind that programs beside exports are tried on. */
export interface UsageCase {
  preprocessing: Preprocessing;
  /** None where it is a number. */
  classes: string[];
  files: string[];
  /** What browsers read as the app does. */
  browserFiles: string[];
  /** How far a probability may be off, of programs in Python, in Node.js and in a browser. */
  tolerance: { python: number; node: number; browser: number };
}

/** Half of what four digits leave, and rounding. */
const exact = 2e-4;
const classes = ['ant', 'bee', 'big cat'];
const background: [number, number, number] = [200, 40, 90];
const side = 16;

const image = { kind: 'images', size: side, background, sixteenBitRange: null } as const;

/** By their names. */
export const usageCases = {
  'pictures in colour': (dir) => pictures(dir, { ...image, channels: 3, fit: 'cover' }),
  'grey pictures with bars': (dir) =>
    pictures(dir, { ...image, channels: 1, fit: 'contain', sixteenBitRange: [900, 2500] }),
  'stretched pictures': (dir) => pictures(dir, { ...image, channels: 3, fit: 'stretch' }),
  texts,
  recordings,
  videos,
  'tables of numbers': tables,
} satisfies Record<string, (dir: string) => Promise<UsageCase>>;

export type UsageCaseName = keyof typeof usageCases;

function written(dir: string, files: Record<string, string | Uint8Array>): string[] {
  writeFiles(dir, files);
  return Object.keys(files).map((name) => path.join(dir, name));
}

async function pictures(dir: string, preprocessing: Preprocessing): Promise<UsageCase> {
  const colour = asSharp(colourPicture(1, 40, 30));
  const values = Uint16Array.from({ length: 24 * 20 }, (_, at) => 1000 + 40 * (at % 24) + at);
  const wide = sharp(values, { raw: { width: 24, height: 20, channels: 1 } });
  const files = written(dir, {
    'colour.png': await colour.clone().png().toBuffer(),
    'fitting.png': await asSharp(colourPicture(5, side, side))
      .png()
      .toBuffer(),
    'glass.png': await colour.clone().ensureAlpha(0.3).png().toBuffer(),
    'grey.png': await asSharp(greyPicture(2, 30, 40))
      .png()
      .toBuffer(),
    'palette.png': await colour.clone().png({ palette: true }).toBuffer(),
    'photo.jpg': await asSharp(colourPicture(4, 500, 400))
      .jpeg()
      .toBuffer(),
    'small.png': await asSharp(colourPicture(3, 9, 12))
      .png()
      .toBuffer(),
    'tall.png': await asSharp(colourPicture(6, 9, 40))
      .png()
      .toBuffer(),
    'turned.jpg': await colour.clone().withMetadata({ orientation: 6 }).jpeg().toBuffer(),
    'wide.png': await wide.toColourspace('grey16').png().toBuffer(),
  });
  return {
    ...{ preprocessing, classes, files },
    browserFiles: files.filter((file) => !file.endsWith('wide.png')),
    tolerance: { python: 0.03, node: 0.04, browser: 0.03 },
  };
}

async function texts(dir: string): Promise<UsageCase> {
  const learnt = path.join(dir, 'learnt');
  const mails = fixtureMails().slice(0, 40);
  written(
    learnt,
    Object.fromEntries(mails.map(({ mail }, i) => [`${i}.txt`, mail.replaceAll('From: ', '')])),
  );
  const controller = new AbortController();
  const { preprocessing } = await dataKinds.text.import(null, {
    inputs: [learnt],
    packFile: path.join(dir, 'pack.safetensors'),
    thumbnailFile: path.join(dir, 'pack.thumbnails'),
    knownHashes: new Map(),
    signal: controller.signal,
    onProgress: () => undefined,
    preprocessing: {},
    labelsFrom: null,
  });
  const files = written(path.join(dir, 'new'), {
    'a.txt': "Dear all, this is about the meeting: bring 1234567 coins, don't be late!\r\n\r\nAnna",
    'b.txt': '\ufeffGrüße aus München – 12 €, ça va? नमस्ते ไทย \u{1f600}\u0085\u00a0x\u0007y',
    'c.txt': `${'   \n\n\t'.repeat(9)}${mails[3]?.mail.slice(0, 4000) ?? ''}`,
    'd.txt': `constructor __proto__ ${'a'.repeat(500)} ${'!?'.repeat(90)}`,
  });
  return {
    preprocessing,
    classes,
    files,
    browserFiles: files,
    tolerance: { python: exact, node: exact, browser: exact },
  };
}

function recordings(dir: string): Promise<UsageCase> {
  const speech = path.join(import.meta.dirname, '../fixtures/audio/speech/en');
  const said = readdirSync(speech).map((name) => path.join(speech, name));
  const loud = Float32Array.from(
    { length: 3000 },
    (_, n) => 0.2 + 3 * Math.sin(n / 9) * Math.sin(n / 500),
  );
  const pair = Int16Array.from(tone(1, { rate: 44_100 }), (value, n) =>
    n % 2 === 0 ? value : value / 3,
  );
  const long = Int16Array.from([
    ...tone(0.6),
    ...new Int16Array(4000),
    ...tone(0.5, { hertz: 900 }),
    ...tone(0.3),
  ]);
  const own = written(dir, {
    'long.wav': encodeWav({ data: int16Bytes(long) }),
    'loud.wav': encodeWav({
      tag: 3,
      bits: 32,
      extensible: true,
      data: new Uint8Array(loud.buffer),
    }),
    'pair.wav': encodeWav({ channels: 2, rate: 44_100, data: int16Bytes(pair) }),
    'slow.wav': encodeWav({ rate: 6000, data: int16Bytes(tone(0.4, { rate: 6000 })) }),
  });
  const flac = hasFfmpeg ? [path.join(import.meta.dirname, '../fixtures/audio/tones.flac')] : [];
  return Promise.resolve({
    preprocessing: { kind: 'audio', rate: 8000, clipSamples: 4000 },
    classes,
    files: [...own, ...said.slice(0, 3), ...flac],
    browserFiles: [...own, ...said.slice(0, 3), ...flac],
    tolerance: { python: 5e-3, node: exact, browser: 5e-3 },
  });
}

async function videos(dir: string): Promise<UsageCase> {
  const frames = (count: number, of: number): Uint8Array[] =>
    Array.from({ length: count }, (_, n) => colourPicture(of + n, side, side).pixels);
  const shown = { side, channels: 3 } as const;
  const files = written(dir, {
    'even.webp': await animation(frames(8, 1), { ...shown, delay: 100 }, 'webp'),
    'short.webp': await animation(frames(3, 20), { ...shown, delay: 80 }, 'webp'),
    'uneven.gif': await animation(frames(6, 30), { ...shown, delay: [300, 40, 40, 0, 500, 100] }),
  });
  const folder = path.join(dir, 'folder');
  mkdirSync(folder);
  for (const n of [1, 2, 10, 3]) {
    written(folder, {
      [`f${n}.png`]: await asSharp(colourPicture(40 + n, 20, 24))
        .png()
        .toBuffer(),
    });
  }
  const films = hasFfmpeg ? ['ramp.webm', 'uneven.mp4'] : [];
  return {
    preprocessing: {
      ...{ kind: 'video', size: side, channels: 3, fit: 'cover', background },
      ...{ frames: 4, seconds: 0.4, folderRate: 10 },
    },
    classes,
    files: [...files, folder, ...films.map((name) => path.join(videoFixtures, name))],
    browserFiles: films.map((name) => path.join(videoFixtures, name)),
    tolerance: { python: 0.02, node: 0.02, browser: 2e-3 },
  };
}

function tables(dir: string): Promise<UsageCase> {
  const files = written(dir, { 'rows.csv': nastyTable() });
  return Promise.resolve({
    preprocessing: { kind: 'tables', columns: [...nastyColumns], label: null },
    classes: [],
    files,
    browserFiles: files,
    tolerance: { python: exact, node: exact, browser: exact },
  });
}
