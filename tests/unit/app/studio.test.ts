import { existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { EventHub } from '../../../main/app/studio/event-hub.ts';
import { studioHome } from '../../../main/app/studio/home.ts';
import { JobRegistry } from '../../../main/app/studio/job-registry.ts';
import { JsonFile } from '../../../main/app/studio/json-file.ts';
import { lockProject } from '../../../main/app/studio/project-lock.ts';
import { Studio } from '../../../main/app/studio/studio.ts';
import { asDropped, isGoneUpload, Uploads } from '../../../main/app/studio/uploads.ts';
import type { AppEvent } from '../../../shared/contract/events.ts';
import { PretextError } from '../../../shared/errors.ts';
import { temporaryHome } from '../../support/studio.ts';

const done = { kind: 'measure', imagesPerSecond: 1 } as const;

function registry(): { jobs: JobRegistry; events: AppEvent[]; log: string[] } {
  const hub = new EventHub();
  const events: AppEvent[] = [];
  const log: string[] = [];
  hub.listen((event) => events.push(event));
  return { jobs: new JobRegistry(hub, (text) => log.push(text)), events, log };
}

describe('jobs', () => {
  test('a thousand steps a second are told ten times a second, and the last is always told', async () => {
    const { jobs, events } = registry();
    const { job } = jobs.start({
      kind: 'measure',
      project: null,
      async work({ reporter }) {
        for (let step = 1; step <= 500; step++) {
          reporter.progress({ stage: 'measuring', share: step / 500, step });
          if (step % 2 === 0) await wait(1);
        }
        return done;
      },
    });
    const begun = performance.now();
    await jobs.ended(job);
    await wait(150);
    const seconds = (performance.now() - begun) / 1000;
    expect(events.length).toBeLessThanOrEqual(Math.ceil(seconds * 10) + 1);
    expect(events.at(-1)).toMatchObject({ job: { state: 'finished', result: done, share: 1 } });
  });

  test('an error crosses with its code and remedy; a fault of ours as a plain sentence', async () => {
    const { jobs, log } = registry();
    const fail = async (error: Error) => {
      const { job } = jobs.start({
        kind: 'measure',
        project: null,
        work: () => Promise.reject(error),
      });
      return await jobs.ended(job);
    };
    const known = new PretextError('no-data', 'Nothing.', { remedy: 'Import.', path: '/a' });
    expect(await fail(known)).toMatchObject({
      state: 'failed',
      error: { code: 'no-data', message: 'Nothing.', remedy: 'Import.', path: '/a' },
    });
    expect(await fail(new TypeError('x is undefined'))).toMatchObject({
      state: 'failed',
      error: { code: 'internal' },
    });
    expect(log.join()).toContain('x is undefined');
  });

  test('a job is paused before and after its process is there, and cancelled', async () => {
    const { jobs } = registry();
    const calls: string[] = [];
    const process = { pause: () => calls.push('pause'), resume: () => calls.push('resume') };
    const { job } = jobs.start({
      kind: 'pretrain',
      project: '0'.repeat(16),
      async work({ signal, watcher }) {
        await wait(20);
        watcher?.onRunning(process);
        await new Promise((_, reject) => {
          signal.addEventListener('abort', () => reject(signal.reason as Error));
        });
        return done;
      },
    });
    expect(jobs.pause(job).state).toBe('paused');
    await wait(40);
    expect(jobs.resume(job).state).toBe('running');
    expect(() =>
      jobs.start({ kind: 'finetune', project: '0'.repeat(16), work: async () => done }),
    ).toThrow('A pretraining of this project is going on.');
    expect(jobs.cancel(job).state).toBe('stopping');
    expect(await jobs.ended(job)).toMatchObject({
      state: 'cancelled',
      error: { code: 'cancelled' },
    });
    expect(calls).toEqual(['pause', 'resume']);
    expect(jobs.cancel(job).state).toBe('cancelled');
  });

  test('an import cannot be paused; unknown jobs are named so', () => {
    const { jobs } = registry();
    const { job } = jobs.start({ kind: 'import', project: 'a'.repeat(16), work: async () => done });
    expect(() => jobs.pause(job)).toThrow('An import cannot be paused.');
    expect(() => jobs.get('f'.repeat(16))).toThrow('There is no such job.');
  });
});

describe('files of the app', () => {
  test('a damaged file is set aside, not deleted, and said so', () => {
    const dir = mkdtempSync(path.join(tmpdir(), 'pretext-json-'));
    const file = path.join(dir, 'settings.json');
    const said: string[] = [];
    for (const text of ['{"a": 1', '{"a": "x"}', '']) {
      writeFileSync(file, text);
      const read = new JsonFile(file, z.strictObject({ a: z.int() }), { a: 7 }, (line) =>
        said.push(line),
      );
      expect(read.value).toEqual({ a: 7 });
      expect(existsSync(file)).toBe(false);
    }
    expect(said).toHaveLength(3);
    const aside = readdirSync(dir).map((name) => readFileSync(path.join(dir, name), 'utf8'));
    expect(aside).toContain('{"a": 1');
    const fresh = new JsonFile(file, z.strictObject({ a: z.int() }), { a: 7 }, () => undefined);
    fresh.set({ a: 8 });
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({ a: 8 });
  });

  test('settings survive; a studio whose files are all garbage opens with none of it', async () => {
    const home = temporaryHome();
    const first = new Studio({ home });
    first.changeSettings({ theme: 'dark', threads: 1 });
    await first.close();
    const second = new Studio({ home });
    expect(second.settings).toMatchObject({ theme: 'dark', threads: 1 });
    await second.close();
    for (const name of ['settings.json', 'recent-projects.json', 'machine.json']) {
      writeFileSync(path.join(home, name), 'garbage');
    }
    const log: string[] = [];
    const third = new Studio({ home, log: (line) => log.push(line) });
    expect(third.settings.theme).toBe('system');
    expect(third.recent.all()).toEqual([]);
    expect(log).toHaveLength(3);
    await third.close();
  });

  test('PRETEXT_HOME decides, then the system', () => {
    expect(studioHome({ PRETEXT_HOME: '/somewhere' })).toBe(path.resolve('/somewhere'));
    if (process.platform === 'linux') {
      expect(studioHome({ XDG_CONFIG_HOME: '/config' })).toBe('/config/pretext-studio');
    }
  });

  test('one app at a time has a project open; the lock of a dead one is taken over', () => {
    const dir = mkdtempSync(path.join(tmpdir(), 'pretext-lock-'));
    const file = path.join(dir, 'project.lock');
    const unlock = lockProject(dir, file);
    expect(() => lockProject(dir, file)).toThrow(
      expect.objectContaining({ code: 'busy' }) as Error,
    );
    unlock();
    expect(existsSync(file)).toBe(false);
    writeFileSync(file, `${process.ppid}\n`); // alive
    expect(() => lockProject(dir, file)).toThrow(
      expect.objectContaining({ code: 'busy' }) as Error,
    );
    for (const stale of ['999999999\n', `${process.pid}\n`, 'garbage', '']) {
      writeFileSync(file, stale);
      lockProject(dir, file)();
    }
  });

  test('uploads are gone with the app', () => {
    const uploads = new Uploads();
    const sent = uploads.fileFor(uploads.begin(), 'a.png');
    expect(isGoneUpload(sent)).toBe(true);
    writeFileSync(sent, 'x');
    expect(isGoneUpload(sent)).toBe(false);
    expect(isGoneUpload('/data/gone.png')).toBe(false);
    const id = uploads.begin();
    const file = uploads.fileFor(id, 'a/b.png');
    writeFileSync(file, 'x');
    expect(uploads.pathsOf([{ kind: 'upload', upload: id }])).toEqual([path.dirname(file)]);
    expect(asDropped(`No image in ${file}, ${file} or /data/c.png.`)).toBe(
      'No image in a/b.png, a/b.png or /data/c.png.',
    );
    uploads.close();
    expect(existsSync(file)).toBe(false);
  });
});
