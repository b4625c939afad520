import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { previewTask } from '../../main/app/pretext-preview.ts';
import { Project } from '../../main/app/project.ts';
import { silentReporter } from '../../main/app/reporter.ts';
import { soundOf } from '../../main/app/sound.ts';
import { thumbnailOf } from '../../main/app/thumbnail.ts';
import { forkHost } from '../../main/training/host.ts';
import { pretext } from '../support/cli.ts';
import {
  expectSame,
  predictionsOf,
  type RunReport,
  runReportSchema,
  writeLabels,
} from '../support/run-report.ts';

/** Recordings from a folder to a model, in the terminal. */

const entry = path.join(import.meta.dirname, '../../main/training/entry.ts');
const fixture = path.join(import.meta.dirname, '../fixtures/audio/speech');
const dir = mkdtempSync(path.join(tmpdir(), 'pretext-test-'));
const data = path.join(dir, 'speech');
const out = path.join(dir, 'out');
const speakers = ['en', 'es', 'fr'] as const;
const filesOf = (speaker: string): string[] =>
  readdirSync(path.join(fixture, speaker))
    .sort()
    .map((name) => `${speaker}/${name}`);

const csv = (name: string, files: readonly string[]): string =>
  writeLabels(
    dir,
    name,
    files.map((file) => `${file},${file.slice(0, 2)}`),
  );

/** Samples of a WAV file of the fixture. */
const samplesOf = (file: string): Buffer => readFileSync(path.join(fixture, file)).subarray(44);

function wav(samples: Buffer, said = samples.length): Buffer {
  const header = readFileSync(path.join(fixture, 'en/digits-10.wav')).subarray(0, 44);
  header.writeUInt32LE(36 + said, 4);
  header.writeUInt32LE(said, 40);
  return Buffer.concat([header, samples]);
}

describe('a folder of recordings', () => {
  let report: RunReport;
  let said = '';

  beforeAll(async () => {
    for (const speaker of speakers) {
      cpSync(path.join(fixture, speaker), path.join(data, speaker), { recursive: true });
    }
    const words = filesOf('en').slice(0, 5);
    writeFileSync(path.join(data, 'en/long.wav'), wav(Buffer.concat(words.map(samplesOf))));
    cpSync(path.join(fixture, 'fr/digits-0.wav'), path.join(data, 'fr/zz-copy.wav'));
    const bad = path.join(data, 'bad');
    mkdirSync(bad);
    writeFileSync(path.join(bad, 'cut.wav'), wav(samplesOf(words[0] ?? '')).subarray(0, 50));
    // It says that it has a gigabyte, and has 800 samples, which are taken.
    writeFileSync(
      path.join(bad, 'lying.wav'),
      wav(samplesOf(words[1] ?? '').subarray(0, 1600), 1e9),
    );
    writeFileSync(path.join(bad, 'none.mp3'), 'no frames at all '.repeat(300));
    writeFileSync(path.join(bad, 'empty.flac'), '');
    writeFileSync(path.join(bad, 'notes.txt'), 'Not meant as a recording.');
    const labels = csv('train.csv', [
      ...speakers.flatMap((speaker) => filesOf(speaker).slice(0, 4)),
      'en/long.wav',
    ]);
    const tests = csv(
      'test.csv',
      speakers.flatMap((speaker) => filesOf(speaker).slice(8, 14)),
    );
    const settings = ['--steps', '25', '--batch-size', '16', '--export', 'onnx,tfjs'];
    const answer = await pretext([
      ...['run', data, '--labels', labels, '--test', tests, '--out', out],
      ...[...settings, '--method', 'recording', '--json'],
    ]);
    said = answer.stderr;
    expect(answer.code, said).toBe(0);
    report = runReportSchema.parse(answer.json);
  }, 1_800_000);

  test('is recognized, cut into clips, pretrained on, and classified beside its baseline', () => {
    // 42 files, the long one in three clips, and what is there of the one that lies.
    expect(report.samples).toEqual({ imported: 46, skipped: 3, duplicates: 1 });
    expect(report.labels).toEqual({ train: 15, test: 18, problems: [] });
    expect(report.pretrain).toEqual({ method: 'recording', encoder: 'log-mel-conv', steps: 25 });
    expect(Object.keys(report.scores)).toEqual([
      'mfcc',
      'scratch',
      'nearest',
      'linear_probe',
      'propagation',
      'combined',
      'fine_tuned',
    ]);
    // Chance is 33 %.
    expect(Math.max(...Object.values(report.scores).map((each) => each.accuracy))).toBeGreaterThan(
      0.5,
    );
    expect(report.exports.map(({ format }) => format)).toEqual(['onnx', 'tfjs']);
  });

  test('a task that compares files shows other clips of the same one, and says where there are none', async () => {
    const project = Project.open(report.project);
    try {
      const host = forkHost({ entry });
      const services = { host, reporter: silentReporter, signal: new AbortController().signal };
      const parts = project.store.samples.partsOf(project.dataset().id, 'en/long.wav');
      const whole = project.store.samples.byPath(project.dataset().id, 'fr/digits-0.wav')?.id ?? 0;
      const chosen = [parts[0]?.id ?? 0, whole];
      const shown = await previewTask(project, 'recording', chosen, 1, services);
      expect(shown.map(({ sample }) => sample)).toEqual(chosen);
      for (const { images } of shown) {
        expect(images.map(({ caption }) => caption)).toEqual([
          'clip',
          'same recording',
          'another one',
        ]);
        expect(new Set(images.map(({ png }) => Buffer.from(png).toString('base64'))).size).toBe(3);
      }
    } finally {
      project.close();
    }
    // One of the recordings has three clips.
    expect(said).not.toContain('Each file is one clip');
  }, 120_000);

  test('what cannot be read is named, with the reason, and nothing else is lost', () => {
    expect(said).toContain('bad/cut.wav');
    expect(said).toMatch(/bad\/none\.mp3 is not a MP3 recording: it begins with text\./);
    expect(said).toContain('bad/empty.flac is empty (0 bytes).');
    expect(said).not.toContain('notes.txt');
  });

  test('clips are named by their part of the recording, shown as spectrograms, and heard', () => {
    const project = Project.open(report.project);
    try {
      const { id } = project.dataset();
      const parts = project.store.samples.partsOf(id, 'en/long.wav');
      expect(parts.map((each) => each.path)).toEqual([
        'en/long.wav, 0:00–0:01',
        'en/long.wav, 0:01–0:02',
        expect.stringMatching(/^en\/long\.wav, 0:02–0:0[23]/),
      ]);
      for (const part of parts) expect(project.store.labels.of(part.id)).not.toBeNull();
      const [first] = parts;
      const picture = thumbnailOf(project, first?.id ?? 0);
      expect(picture.mediaType).toMatch(/^image\/(jpeg|png)$/);
      const sound = soundOf(project, first?.id ?? 0);
      expect(sound.mediaType).toBe('audio/wav');
      const whole = readFileSync(path.join(data, 'en/long.wav'));
      expect(Buffer.from(sound.bytes).subarray(44)).toEqual(whole.subarray(44, 44 + 16_000));
      expect(Buffer.from(sound.bytes).readUInt32LE(24)).toBe(8000);
    } finally {
      project.close();
    }
  });

  test('new recordings, also equal ones, are classified by the project and by its export alike', async () => {
    const fresh = path.join(dir, 'new');
    mkdirSync(fresh);
    const [first = '', second = ''] = filesOf('fr').slice(12);
    cpSync(path.join(fixture, first), path.join(fresh, 'a.wav'));
    cpSync(path.join(fixture, second), path.join(fresh, 'b.wav'));
    cpSync(path.join(fixture, first), path.join(fresh, 'c.wav'));
    writeFileSync(path.join(fresh, 'd.wav'), 'RIFF');
    const ours = await predictionsOf(report.project, fresh);
    expect(ours.map((each) => each.path)).toEqual(['a.wav', 'b.wav', 'c.wav']);
    expect(ours[2]?.confidence).toBe(ours[0]?.confidence);
    for (const { path: exported } of report.exports) {
      const theirs = await predictionsOf(path.dirname(exported), fresh);
      expectSame(theirs, ours, 3);
    }
  }, 300_000);

  test('tasks for pictures are refused by name', async () => {
    const rotated = await pretext(['pretrain', report.project, '--method', 'rotation']);
    expect(rotated.code).not.toBe(0);
    expect(rotated.stderr).toMatch(/rotation|images/);
  }, 120_000);
});
