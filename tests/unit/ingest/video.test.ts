import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import type { Candidate } from '../../../main/ingest/candidate.ts';
import { clipTimes, partName } from '../../../main/ingest/video/clip-times.ts';
import { frameFolders } from '../../../main/ingest/video/frame-folders.ts';
import { ppmFrames } from '../../../main/ingest/video/ppm-frames.ts';
import { hasVideos, isVideoFile } from '../../../main/ingest/video/recognize.ts';
import { temporaryFolder, writeFiles } from '../../fixtures/ingest/temporary-folder.ts';
import { animation, plain } from '../../support/videos.ts';

describe('times of clips', () => {
  test('follow each other; what is left at the end is left out, a shorter video is one clip', () => {
    const eight = { frames: 8, seconds: 4 };
    expect(clipTimes(9, eight, 1000)).toEqual({
      clips: [
        { start: 0, end: 4 },
        { start: 4, end: 8 },
      ],
      rate: 2,
    });
    expect(clipTimes(3.2, eight, 1000)).toEqual({ clips: [{ start: 0, end: 3.2 }], rate: 2.5 });
    // A sum of rounded lengths.
    expect(clipTimes(3.995, eight, 1000).clips).toEqual([{ start: 0, end: 4 }]);
    expect(clipTimes(1e9, eight, 100).clips).toHaveLength(25);
  });

  test('are said in words', () => {
    expect(partName({ start: 4, end: 8 })).toBe(', 0:04–0:08');
    expect(partName({ start: 59.5, end: 60.25 })).toBe(', 0:59.5–1:00.25');
    expect(partName({ start: 3599.999, end: 3604 })).toBe(', 60:00–60:04');
  });
});

describe('pictures out of ffmpeg', () => {
  async function framesOf(chunks: Buffer[], maxBytes = 1000): Promise<number[][]> {
    async function* stream(): AsyncGenerator<Buffer> {
      for (const chunk of chunks) yield await Promise.resolve(chunk);
    }
    const found: number[][] = [];
    for await (const { width, height, pixels } of ppmFrames(stream(), maxBytes)) {
      found.push([width, height, ...pixels]);
    }
    return found;
  }
  const picture = (values: number[], width = 2): Buffer =>
    Buffer.concat([Buffer.from(`P6\n${width} 1\n255\n`), Buffer.from(values)]);
  const two = Buffer.concat([
    picture(
      Array.from({ length: 48 }, (_, i) => i),
      16,
    ),
    picture([9, 8, 7, 6, 5, 4]),
  ]);
  const wanted = [
    [16, 1, ...Array.from({ length: 48 }, (_, i) => i)],
    [2, 1, 9, 8, 7, 6, 5, 4],
  ];

  test.each([1, 3, 7, 50, 1000])(
    'are the same however they are cut, here into %i bytes',
    async (size) => {
      const chunks = Array.from({ length: Math.ceil(two.length / size) }, (_, i) =>
        two.subarray(i * size, (i + 1) * size),
      );
      expect(await framesOf(chunks)).toEqual(wanted);
    },
  );

  test('one that is cut off is left out; what is none, or too large, is refused', async () => {
    expect(await framesOf([two.subarray(0, -1)])).toEqual(wanted.slice(0, 1));
    await expect(framesOf([Buffer.alloc(100)])).rejects.toThrow('something else');
    await expect(framesOf([two], 10)).rejects.toThrow('something else');
  });
});

describe('folders of frames', () => {
  const candidate = (name: string): Candidate => ({
    path: name,
    source: `/data/${name}`,
    location: { at: 'file', file: `/data/${name}` },
    extension: name.slice(name.lastIndexOf('.') + 1),
    root: 'data',
    folders: name.split('/').slice(0, -1),
    notes: [],
    named: false,
    prefix: '',
    container: null,
  });
  const found = (...names: string[]) => {
    const { videos, pictures, others } = frameFolders(names.map(candidate));
    return {
      videos: videos.map((each) => [each.path, each.pictures.map((one) => one.path.slice(-5))]),
      pictures: pictures.map((each) => each.path),
      others: others.map((each) => each.path),
    };
  };

  test('are pictures whose names differ by their last number alone', () => {
    expect(found('a/x1_10.png', 'a/x1_9.png', 'a/x1_011.png')).toEqual({
      videos: [['a', ['1_9.png', '_10.png', '011.png'].map((name) => name.slice(-5))]],
      pictures: [],
      others: [],
    });
    // Another first number, another extension, no number: others.
    expect(found('a/x1_1.png', 'a/x2_1.png', 'a/x1_1.jpg', 'a/cover.png').videos).toEqual([]);
    expect(found('a/1.png').pictures).toEqual(['a/1.png']);
    // Animations are videos themselves.
    expect(found('a/1.gif', 'a/2.gif', 'b/1.mp4').others).toEqual([
      'a/1.gif',
      'a/2.gif',
      'b/1.mp4',
    ]);
    expect(found('1.png', '2.png').videos[0]?.[0]).toBe('data');
    expect(found('a/1.png', 'a/2.png', 'a/z.png').videos[0]?.[0]).toBe('a/*.png');
  });
});

test('what is a video is told from pictures, by name and, of GIF and WebP, by what is in it', async () => {
  const frames = [plain(10, 8), plain(90, 8)];
  const still = sharp(plain(10, 8), { raw: { width: 8, height: 8, channels: 1 } });
  const folder = writeFiles(temporaryFolder(), {
    'moving/a.gif': await animation(frames, { side: 8, channels: 1 }),
    'moving/b.webp': await animation(frames, { side: 8, channels: 1 }, 'webp'),
    'moving/c.mp4': '',
    'moving/d.png': '',
    'still/a.gif': await still.clone().gif().toBuffer(),
    'still/b.webp': await still.clone().webp().toBuffer(),
    'still/1.png': '',
    'still/2.png': '',
    'still/c.mp4': '',
  });
  expect(hasVideos(`${folder}/moving`)).toBe(true);
  expect(hasVideos(`${folder}/still`)).toBe(false);
  expect(hasVideos(`${folder}/nowhere`)).toBe(false);
  const kinds = ['moving/a.gif', 'moving/b.webp', 'moving/c.mp4', 'still/a.gif', 'still/b.webp'];
  expect(kinds.map((name) => isVideoFile(`${folder}/${name}`))).toEqual([
    true,
    true,
    true,
    false,
    false,
  ]);
});
