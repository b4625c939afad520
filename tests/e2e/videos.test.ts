import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { importData } from '../../main/app/import-data.ts';
import { Project } from '../../main/app/project.ts';
import { silentReporter } from '../../main/app/reporter.ts';
import { seededUniform } from '../../main/learn/data/seeded.ts';
import { writeFiles } from '../fixtures/ingest/temporary-folder.ts';
import { blotchPictures, motions, movedPicture } from '../support/clips.ts';
import { addPlainClassifier } from '../support/plain-classifier.ts';
import { animation } from '../support/videos.ts';
import { TestApp } from './support/app.ts';
import { look } from './support/look.ts';

/** Videos in the window: a clip is a picture of all its frames, and the pointer goes through them. */

interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

const shape = { frames: 8, side: 32 };
let app: TestApp;
let project = '';
let fresh = '';

beforeAll(async () => {
  app = await TestApp.start();
  const uniform = seededUniform(4);
  const files: Record<string, Uint8Array> = {};
  for (const [i, picture] of blotchPictures(12, 64, 3).entries()) {
    const motion = motions[i % motions.length] ?? 'left';
    const frames = movedPicture(picture, motion, { ...shape, uniform });
    files[`${motion}/${i}.gif`] = await animation(frames, { side: shape.side, channels: 3 });
  }
  const folder = writeFiles(path.join(app.dir, 'videos'), files);
  fresh = writeFiles(path.join(app.dir, 'fresh'), { 'new.gif': Object.values(files)[0] ?? '' });
  const made = Project.create(path.join(app.dir, 'videos.pretext'));
  project = made.dir;
  const services = { reporter: silentReporter, signal: new AbortController().signal };
  const wishes = { preprocessing: {}, labelsFrom: 'folders', split: 'train' } as const;
  await importData(made, [folder], wishes, services);
  await addPlainClassifier(made, 'pixels', 'small-conv');
  made.close();
}, 300_000);
afterAll(async () => await app?.close());

test('a clip is shown as its frames, and one by one under the pointer', async () => {
  const { page } = app;
  await app.openProject(project);
  await page.getByRole('option').first().waitFor();
  const sheet = page.locator('[role=option] img').first();
  const size = (): Promise<number> =>
    sheet.evaluate((image) => ('naturalWidth' in image ? Number(image.naturalWidth) : 0));
  await expect.poll(size).toBe(4 * shape.side);
  await look(app, 'video-data');
  const box = await sheet.boundingBox();
  if (box === null) throw new Error('no picture');
  await expectFrames('[role=option]', box);
  await sheet.waitFor();
});

test('so is a new one that the model answers for', async () => {
  const { page } = app;
  await page.getByRole('navigation').getByRole('link', { name: 'Predict' }).click();
  await page.getByRole('heading', { level: 1, name: 'Predict' }).waitFor();
  await app.drop(fresh);
  const sheet = page.locator('[data-prediction] img');
  await sheet.waitFor({ timeout: 120_000 });
  const box = await sheet.boundingBox();
  if (box === null) throw new Error('no picture');
  await expectFrames('[data-prediction]', box);
  await look(app, 'video-predicted');
});

/** The first frame under the pointer at the left, the last one at the right; then the pointer leaves. */
async function expectFrames(place: string, box: Box): Promise<void> {
  const { page } = app;
  const positionAt = async (share: number): Promise<string> => {
    await page.mouse.move(box.x + share * box.width, box.y + box.height / 2);
    const shown = page.locator(`${place} [style*=background-image]`).first();
    await shown.waitFor();
    return (await shown.getAttribute('style')) ?? '';
  };
  expect(await positionAt(0.02)).toMatch(/background-position: 0% 0%/);
  await expect.poll(() => positionAt(0.97)).toMatch(/background-position: 100% 100%/);
  await page.mouse.move(0, 0);
}

test('tasks about movement are offered, and show what they do to clips', async () => {
  const { page } = app;
  await page.getByRole('navigation').locator('a[href$="/pretext"]').click();
  await page.getByText('Put the frames in order').first().waitFor();
  await page.getByText('Which way does time run?').first().waitFor();
  expect(await page.getByText('Colour the grey picture').count()).toBe(0);
  await look(app, 'video-tasks');
});
