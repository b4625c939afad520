import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { importData } from '../../main/app/import-data.ts';
import { Project } from '../../main/app/project.ts';
import { silentReporter } from '../../main/app/reporter.ts';
import { addPlainClassifier } from '../support/plain-classifier.ts';
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
  await addPlainClassifier(project, 'mfcc', 'log-mel-conv');
  project.close();
}, 300_000);
afterAll(async () => await app?.close());

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

test('a recording from the microphone is made, heard and predicted like a file', async () => {
  const { page } = app;
  await page.keyboard.press('Escape'); // what was looked at before
  await page.getByRole('navigation').getByRole('link', { name: 'Predict' }).click();
  await page.getByRole('tab', { name: 'Microphone' }).click();
  await look(app, 'microphone');
  // Chromium's own device beeps once a second.
  await page.getByRole('button', { name: 'Record', exact: true }).press('Enter');
  const level = page.getByRole('meter', { name: 'How loud it is' });
  await expect
    .poll(async () => Number(await level.getAttribute('aria-valuenow')))
    .toBeGreaterThan(20);
  await look(app, 'microphone-recording');
  await expect
    .poll(() => page.locator('[data-recorded]').textContent())
    .toMatch(/0:(0[2-9]|[1-5]\d) of 1:00/);
  await page.getByRole('button', { name: 'Stop' }).click();
  const player = page.getByLabel('Listen to your recording');
  await player.waitFor();
  const secondsOf = (): Promise<number> =>
    player.evaluate((sound) => {
      const audio = sound as unknown as { preload: string; duration: number };
      audio.preload = 'metadata';
      return audio.duration;
    });
  await expect.poll(secondsOf).toBeGreaterThan(2);
  await page.getByRole('button', { name: 'Predict', exact: true }).click();
  await page.locator('[data-prediction]').first().click();
  await page
    .getByRole('dialog')
    .getByLabel(/Listen to microphone\.wav/)
    .waitFor();
  await look(app, 'microphone-predicted');
  await page.keyboard.press('Escape');
  // Of a file that cannot be read nothing is predicted, and what was predicted before is not shown as if it were of that.
  await page.getByRole('tab', { name: 'Files' }).click();
  await page.getByRole('heading', { name: /^\d+ predictions?$/ }).waitFor();
  const wrong = path.join(app.dir, 'wrong.csv');
  writeFileSync(wrong, 'a,b\n1,2\n');
  await page.locator('input[type=file]').first().setInputFiles(wrong);
  await page.getByRole('alert').getByText('Give folders, zips or files with WAV').waitFor();
  expect(await page.locator('[data-prediction]').count()).toBe(0);
  await look(app, 'predict-wrong-file');
  await page.getByRole('tab', { name: 'Microphone' }).click();
  await page.getByRole('button', { name: 'Record', exact: true }).click();
  await page.getByRole('button', { name: 'Stop' }).waitFor();
  // Leaving turns it off.
  await page.getByRole('navigation').getByRole('link', { name: 'Results' }).click();
  expect(app.complaints).toEqual([]);
}, 120_000);

test('a microphone that may not be used is told in plain words, and asked for again', async () => {
  const { page } = app;
  await page.getByRole('navigation').getByRole('link', { name: 'Predict' }).click();
  await page.getByRole('tab', { name: 'Microphone' }).click();
  await page.evaluate(() => {
    type Ask = (wanted: unknown) => Promise<unknown>;
    const { mediaDevices } = navigator as unknown as { mediaDevices: { getUserMedia: Ask } };
    const real = mediaDevices.getUserMedia.bind(mediaDevices);
    let refused = false;
    mediaDevices.getUserMedia = async (wanted) => {
      if (refused) return await real(wanted);
      refused = true;
      throw new DOMException('Permission denied', 'NotAllowedError');
    };
  });
  await page.getByRole('button', { name: 'Record', exact: true }).click();
  await page.getByText('The microphone may not be used.').waitFor();
  await look(app, 'microphone-refused');
  await page.getByRole('button', { name: 'Try again' }).click();
  // Nothing is heard in the first moment.
  await expect
    .poll(() => page.locator('[data-recorded]').textContent())
    .toMatch(/0:(0[1-9]|[1-5]\d) of 1:00/);
  await page.getByRole('button', { name: 'Stop' }).click();
  await page.getByLabel('Listen to your recording').waitFor();
});
