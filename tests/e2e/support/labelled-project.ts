import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { openWindow } from '../../support/studio.ts';
import type { Pictures } from './pictures.ts';

/**
 * A project as a person has it before the first fine-tuning: pictures imported, an encoder pretrained, its map drawn, labels given.
 * @param folder to make it in
 * @param labelsEach of each class
 * @returns the project's own folder
 */
export async function labelledProject(
  folder: string,
  name: string,
  pictures: Pictures,
  labelsEach: number,
): Promise<string> {
  const taken = new Map<string, number>();
  const rows = [...pictures.classes].filter(([, className]) => {
    taken.set(className, (taken.get(className) ?? 0) + 1);
    return (taken.get(className) ?? 0) <= labelsEach;
  });
  const csv = path.join(folder, 'labels.csv');
  writeFileSync(csv, ['path,label', ...rows.map((row) => row.join(','))].join('\n'));
  const window = openWindow();
  try {
    const made = await window.call('projects.create', { name, folder });
    const { project } = made;
    const done = async ({ job }: { job: string }): Promise<unknown> => await window.finished(job);
    await done(
      await window.call('data.import', {
        project,
        sources: [{ kind: 'path', path: pictures.folder }],
        labelsFrom: null,
        split: 'train',
        preprocessing: {},
      }),
    );
    const choices = { task: 'simclr', steps: 100, batchSize: 64, seed: 1 };
    const pretrained = await window.call('runs.startPretrain', { project, choices });
    await done(pretrained);
    await done(await window.call('explore.computeMap', { project, run: pretrained.run }));
    await done(
      await window.call('labels.import', {
        project,
        source: { kind: 'path', path: csv },
        split: 'train',
      }),
    );
    return made.path;
  } finally {
    await window.studio.close();
  }
}
