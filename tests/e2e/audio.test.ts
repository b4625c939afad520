import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { importData } from '../../main/app/import-data.ts';
import { Project } from '../../main/app/project.ts';
import { silentReporter } from '../../main/app/reporter.ts';
import { TestApp } from './support/app.ts';
import { look } from './support/look.ts';

/** Recordings in the window: spectrograms wherever pictures would be, and a player. */

const fixture = path.join(import.meta.dirname, '../fixtures/audio/speech');
let app: TestApp;
let dir = '';

beforeAll(async () => {
  app = await TestApp.start();
  dir = path.join(app.dir, 'speech.pretext');
  const project = Project.create(dir);
  const services = { reporter: silentReporter, signal: new AbortController().signal };
  const wishes = { preprocessing: {}, labelsFrom: 'folders', split: 'train' } as const;
  await importData(project, [fixture], wishes, services);
  project.close();
}, 120_000);
afterAll(async () => await app.close());

test('recordings are shown as spectrograms, and can be heard', async () => {
  const { page } = app;
  await app.openProject(dir);
  await page.getByRole('option').first().waitFor();
  const picture = page.locator('[role=option] img').first();
  await expect
    .poll(() => picture.evaluate((image) => ('naturalWidth' in image ? image.naturalWidth : 0)))
    .toBe(160);
  await page.getByRole('option').first().dblclick();
  const player = page.getByLabel('Listen to en/digits-10.wav');
  await player.waitFor();
  await expect
    .poll(() =>
      player.evaluate((sound) => {
        const audio = sound as unknown as { preload: string; duration: number };
        audio.preload = 'metadata';
        return audio.duration;
      }),
    )
    .toBeCloseTo(1, 2);
  await look(app, 'audio-data');
});
