import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { preprocessingSchema } from '../../main/app/preprocessing/preprocessing.ts';
import { seededUniform } from '../../main/learn/data/seeded.ts';
import { writeFiles } from '../fixtures/ingest/temporary-folder.ts';
import { pretext } from '../support/cli.ts';
import { movedPicture, type Picture } from '../support/clips.ts';
import {
  expectSame,
  predictionsOf,
  type RunReport,
  runReportSchema,
  writeLabels,
} from '../support/run-report.ts';
import { sampleImages } from '../support/sample-images.ts';
import { animation } from '../support/videos.ts';

/** Videos from files to a model, in the terminal: real pictures, passed by a camera in two ways that only the order of frames tells apart. */

const motions = ['left', 'right'] as const;
const count = 64;
const [frames, side] = [4, 16];
const dir = mkdtempSync(path.join(tmpdir(), 'pretext-test-'));
const data = path.join(dir, 'clips');
const out = path.join(dir, 'out');
const nameOf = (i: number): string => `clip-${String(i).padStart(2, '0')}.gif`;
const classOf = (i: number): string => motions[i % 2] ?? '';

async function writeVideos(): Promise<void> {
  const source = await sampleImages(count / 2, 32);
  const uniform = seededUniform(6);
  for (let i = 0; i < count; i++) {
    const bytes = new Uint8Array(32 * 32);
    source.readInto(Math.floor(i / 2), bytes, 0);
    const picture: Picture = { values: Float32Array.from(bytes), side: 32, channels: 1 };
    const shown = movedPicture(picture, motions[i % 2] ?? 'left', { frames, side, uniform });
    writeFiles(data, { [nameOf(i)]: await animation(shown, { side, channels: 1, delay: 100 }) });
  }
  writeFiles(data, {
    'broken.gif': Buffer.from('GIF89a and then nothing'),
    'holiday.avi': Buffer.from('RIFF....AVI LIST'),
    'copy.gif': readFileSync(path.join(data, nameOf(0))),
  });
}

function csv(name: string, wanted: (i: number) => boolean): string {
  const rows = Array.from({ length: count }, (_, i) => i).filter(wanted);
  return writeLabels(
    dir,
    name,
    rows.map((i) => `${nameOf(i)},${classOf(i)}`),
  );
}

describe('videos', () => {
  let report: RunReport;

  beforeAll(async () => {
    await writeVideos();
    const labels = ['--labels', csv('train.csv', (i) => i % 4 < 2)];
    const held = ['--test', csv('test.csv', (i) => i % 4 >= 2)];
    const settings = ['--out', out, '--method', 'time-direction', '--steps', '40', '--frames', '4'];
    const answer = await pretext([
      ...['run', data, ...labels, ...held, ...settings],
      ...['--seconds', '0.4', '--size', '16', '--export', 'onnx', '--json'],
    ]);
    expect(answer.code, answer.stderr).toBe(0);
    report = runReportSchema.parse(answer.json);
    expect(answer.stderr).toContain('clips of 4 frames over 0.4 s, 16 × 16 pixels, grey');
    expect(answer.stderr).toContain('holiday.avi is an AVI video');
  }, 900_000);

  test('are recognized, imported as clips, pretrained on, and classified beside their baselines', () => {
    expect(report.samples).toEqual({ imported: count, skipped: 2, duplicates: 1 });
    expect(report.labels).toEqual({ train: 32, test: 32, problems: [] });
    expect(report.pretrain).toEqual({ method: 'time-direction', encoder: 'small-conv', steps: 40 });
    expect(Object.keys(report.scores)).toEqual([
      'pixels',
      'frame_codes',
      'scratch',
      'nearest',
      'linear_probe',
      'propagation',
      'combined',
      'fine_tuned',
    ]);
    // By chance one in two, whatever is said of the pictures themselves.
    expect(report.scores['frame_codes']?.accuracy).toBeGreaterThan(0.7);
    expect(report.scores[report.best]?.accuracy).toBeGreaterThan(0.75);
  });

  test('the export carries how clips are made', () => {
    const folder = path.dirname(report.exports[0]?.path ?? '');
    const description = z
      .object({ preprocessing: preprocessingSchema, input: z.string() })
      .parse(JSON.parse(readFileSync(path.join(folder, 'pretext.json'), 'utf8')));
    expect(description.preprocessing).toMatchObject({
      ...{ kind: 'video', size: 16, channels: 1, frames: 4, seconds: 0.4, folderRate: 10 },
    });
    expect(description.input).toContain('[batch, height, width, frames · channels]');
  });

  test('new videos are classified by the project and by its export alike, long ones clip by clip', async () => {
    const uniform = seededUniform(9);
    const picture: Picture = {
      values: Float32Array.from({ length: 32 * 32 }, (_, at) => (at * 7) % 256),
      side: 32,
      channels: 1,
    };
    const shown = movedPicture(picture, 'left', { frames: 8, side, uniform });
    const fresh = writeFiles(path.join(dir, 'new'), {
      'long.gif': await animation(shown, { side, channels: 1, delay: 100 }),
      'text.gif': 'not a video',
    });
    const ours = await predictionsOf(report.project, fresh);
    expect(ours.map((each) => each.path)).toEqual([
      'long.gif, 0:00–0:00.4',
      'long.gif, 0:00.4–0:00.8',
    ]);
    const theirs = await predictionsOf(path.dirname(report.exports[0]?.path ?? ''), fresh);
    expectSame(theirs, ours, 4);
  }, 600_000);

  test('the name of a video labels all of its clips', async () => {
    const long = path.join(dir, 'new');
    const project = path.join(dir, 'labels.pretext');
    const made = await pretext(['project', 'create', project]);
    expect(made.code, made.stderr).toBe(0);
    const settings = ['--seconds', '0.4', '--frames', '4', '--kind', 'video'];
    const imported = await pretext(['import', project, long, ...settings, '--json']);
    expect(imported.code, imported.stderr).toBe(0);
    const table = path.join(dir, 'long.csv');
    writeFileSync(table, `path,label\n${path.join(long, 'long.gif')},left\n`);
    const labelled = await pretext(['label', project, '--csv', table, '--json']);
    expect(labelled.code, labelled.stderr).toBe(0);
    expect(labelled.json).toMatchObject({ labelled: 2 });
  }, 300_000);

  test('pictures and tasks for pictures alone are refused by name', async () => {
    const picture = writeFiles(path.join(dir, 'picture'), { 'a.png': Buffer.from('\x89PNG') });
    const lacking = await pretext(['import', report.project, picture]);
    expect(lacking.code).not.toBe(0);
    expect(lacking.stderr).toContain('a.png is a picture, not a video');
    const colours = await pretext(['pretrain', report.project, '--method', 'colorization']);
    expect(colours.code).not.toBe(0);
    expect(colours.stderr).toMatch(/teaches something on images|this is video/);
  }, 120_000);
});
