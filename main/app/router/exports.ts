import type { exportsCalls } from '../../../shared/contract/exports.ts';
import { PretextError } from '../../../shared/errors.ts';
import { exporters } from '../../learn/export/registry.ts';
import { formatNamed } from '../../training/names.ts';
import { exportModel } from '../export-model.ts';
import { exportDetails, exportFiles, exportsIn } from '../exports.ts';
import { finishedRun } from '../runs.ts';
import type { Handlers } from './handler.ts';

export const exportsHandlers: Handlers<keyof typeof exportsCalls> = {
  'exports.formats': ({ project: id }, studio) => {
    const { spec } = studio.projects.get(id).project.dataset();
    return {
      formats: Object.entries(exporters).map(([name, { title, input }]) => ({
        name,
        title,
        input: input(spec),
      })),
    };
  },
  'exports.start': ({ project: id, run: number, kind, formats, folder }, studio) => {
    const { project } = studio.projects.get(id);
    const run = finishedRun(project, number, 'finetune');
    formats.forEach(formatNamed);
    const { job } = studio.startJob({
      kind: 'export',
      project: id,
      async work(services) {
        const made: number[] = [];
        try {
          for (const format of new Set(formats)) {
            const target = { format, kind: kind ?? null, dir: folder };
            made.push((await exportModel(project, run, target, services)).id);
          }
          return { kind: 'export', exports: made };
        } finally {
          studio.events.changed(id, 'exports');
        }
      },
    });
    return { job };
  },
  'exports.list': async ({ project }, studio) => ({
    exports: await exportsIn(studio.projects.get(project).project),
  }),
  'exports.get': async ({ project, export: id }, studio) =>
    await exportDetails(studio.projects.get(project).project, id),
  'exports.reveal': async ({ project, export: id }, studio) => {
    if (studio.shell.reveal === undefined) {
      throw new PretextError('unsupported', 'This shell cannot open folders.', {
        remedy: 'Download the export, or open its folder yourself.',
      });
    }
    const { path: file } = await exportDetails(studio.projects.get(project).project, id);
    await studio.shell.reveal(file);
    return {};
  },
  'exports.drag': async ({ project: id, export: number }, studio) => {
    if (studio.shell.drag === undefined) {
      throw new PretextError('unsupported', 'This shell cannot drag files out of its window.', {
        remedy: 'Download the export.',
      });
    }
    const { files } = await exportFiles(studio.projects.get(id).project, number);
    await studio.shell.drag(files.map(({ path: file }) => file));
    return {};
  },
};
