import { PretextError } from '../../shared/errors.ts';
import { encodePng } from '../files/png.ts';
import type { Project } from './project.ts';
import { performJob } from './runs.ts';
import type { Services } from './services.ts';

const shownByDefault = 4;

export interface PreviewExample {
  sample: number;
  images: { caption: string; png: Uint8Array }[];
}

/**
 * Some images of the data as a pretext task shows them to the model.
 * @param sampleIds chosen evenly from the training images when left out
 * @throws {PretextError} `not-found`, `no-data`, `bad-usage` for an unknown task
 */
export async function previewTask(
  project: Project,
  method: string,
  sampleIds: readonly number[] | undefined,
  seed: number,
  services: Services,
): Promise<PreviewExample[]> {
  const chosen = (sampleIds ?? spreadOver(project)).map((id) => {
    const at = project.store.samples.pixelsOf(id);
    if (at === undefined) throw new PretextError('not-found', `Sample ${id} has no picture.`);
    return at;
  });
  if (chosen.length === 0) throw new PretextError('no-data', 'There are no training images.');
  const images = project.rowsOf(chosen);
  const { height, width, channels, pictures } = await performJob<'preview'>(
    { kind: 'preview', method, images, seed },
    services,
  );
  const bytes = height * width * channels;
  return await Promise.all(
    chosen.map(async ({ id }, at) => ({
      sample: id,
      images: await Promise.all(
        pictures.map(async ({ caption, pixels }) => ({
          caption,
          png: await encodePng(
            Buffer.from(pixels, 'base64').subarray(at * bytes, (at + 1) * bytes),
            { height, width, channels },
          ),
        })),
      ),
    })),
  );
}

function spreadOver(project: Project): number[] {
  const dataset = project.dataset();
  const filter = { status: ['ready'], split: 'train' } as const;
  const added = { by: 'added', descending: false } as const;
  const count = project.store.lists.count(dataset.id, filter);
  const shown = Math.min(shownByDefault, count);
  return Array.from({ length: shown }, (_, i) =>
    project.store.lists.ids(dataset.id, filter, added, Math.floor((i * count) / shown), 1),
  ).flat();
}
