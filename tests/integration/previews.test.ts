import { existsSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { writeSampleData } from '../support/project.ts';
import { openWindow, temporaryHome } from '../support/studio.ts';

test('the list of projects has its pictures after a restart, when none is open, and no others', async () => {
  const data = await writeSampleData(30);
  const home = temporaryHome();
  const before = openWindow(home);
  const { project } = await before.call('projects.create', { name: 'Bars', folder: data.dir });
  const { job } = await before.call('data.import', {
    project,
    sources: [{ kind: 'path', path: data.data }],
    labelsFrom: null,
    split: 'train',
    preprocessing: {},
  });
  await before.finished(job);
  const [shown] = (await before.call('projects.list', {})).projects;
  expect(shown?.previewSamples).toHaveLength(8);
  const all = Array.from(
    (
      await before.call('data.ids', {
        project,
        filter: {},
        sort: { by: 'added', descending: false },
      })
    ).ids,
  );
  const pictures = shown?.previewSamples.map((id) => before.studio.samplePicture(project, id));
  await before.studio.close();

  const after = openWindow(home);
  const [recent] = (await after.call('projects.list', {})).projects;
  expect(recent).toMatchObject({ open: false, previewSamples: shown?.previewSamples });
  const again = recent?.previewSamples.map((id) => after.studio.samplePicture(project, id));
  const bytes = (list: typeof pictures): string[] | undefined =>
    list?.map((each) => Buffer.from(each.bytes).toString('base64'));
  expect(bytes(again)).toEqual(bytes(pictures));
  const other = all.find((id) => !shown?.previewSamples.includes(id)) ?? 0;
  expect(() => after.studio.samplePicture(project, other)).toThrow('no such preview');
  expect(() => after.studio.samplePicture('0'.repeat(16), other)).toThrow('not open');
  await after.call('projects.forget', { project });
  expect(existsSync(path.join(home, 'previews', project))).toBe(false);
  await after.studio.close();
});
