import path from 'node:path';
import { PretextError } from '../../../shared/errors.ts';
import { PackWriter } from '../../files/packed-samples.ts';
import { decodeImages } from '../../ingest/decode-images.ts';
import { importImages } from '../../ingest/import-images.ts';
import { firstReasons } from '../../ingest/nothing-usable.ts';
import type { SkippedFile } from '../../ingest/types.ts';
import { importProgress } from '../import-progress.ts';
import { specOf } from '../preprocessing/preprocessing.ts';
import { uprightness } from '../uprightness.ts';
import type { Advice, DataKind } from './data-kind.ts';

const stages = { scan: 'looking for images', probe: 'reading headers', decode: 'decoding' };
const wanted = 'image files, folders or zips';

/** Below this, a contrastive batch holds too few pictures to tell apart. */
const fewImages = 200;
/** From here on (see `uprightness`) pictures plainly have a way up. */
const upright = 0.12;

/** Pictures. */
export const images: DataKind<'images'> = {
  noun: { one: 'image', many: 'images' },
  wanted,
  unreadable: 'files',
  extensions: [],
  recognizes: () => false,
  async import(before, { preprocessing, labelsFrom, onProgress, ...request }) {
    const result = await importImages({
      ...request,
      preprocessing: before ?? preprocessing,
      labelsFrom: labelsFrom === 'folders' ? labelsFrom : null,
      onProgress: ({ phase, done, total }) => onProgress(stages[phase], done, total),
    });
    return { ...result, preprocessing: { kind: 'images', ...result.preprocessing } };
  },
  async pack(dir, preprocessing, inputs, { signal, reporter, spawnDecoder }) {
    const onProgress = importProgress(reporter);
    const file = path.join(dir, 'images.safetensors');
    const writer = new PackWriter(file, specOf(preprocessing));
    const paths: string[] = [];
    const skipped: SkippedFile[] = [];
    const options = { signal, ...(spawnDecoder === undefined ? {} : { spawnDecoder }) };
    try {
      for await (const image of decodeImages(inputs, preprocessing, options)) {
        if (!('pixels' in image)) {
          skipped.push(image);
          continue;
        }
        writer.append(image.pixels);
        paths.push(image.path);
        onProgress(stages.decode, paths.length, null);
      }
      await writer.finish();
    } finally {
      writer.abort();
    }
    if (paths.length > 0) return { file, paths, skipped };
    throw new PretextError(
      'no-data',
      ['No image could be read.', ...firstReasons(skipped)].join('\n'),
      {
        remedy: `Give ${wanted}.`,
      },
    );
  },
  preparation: ({ size, channels }) =>
    `images, ${size} × ${size} pixels, ${channels === 1 ? 'grey' : 'colour'}`,
  prepared: ({ size, channels, fit, background }) =>
    `Images are resized to ${size} × ${size} pixels (${fit}), ${channels === 1 ? 'grey' : 'RGB'}; transparency is laid over rgb(${background.join(', ')}).`,
  async advise(project, { size, channels }, rows) {
    const pictures = `${rows.length.toLocaleString('en-US')} ${channels === 1 ? 'grey' : 'colour'} pictures of ${size} × ${size} pixels`;
    const up = (await uprightness(project, rows)) >= upright;
    const advice = { encoder: 'small-conv', passes: 30, mostPasses: 300, mostMinutes: 30 } as const;
    return { ...advice, ...taskFor(rows.length, pictures, { up, grey: channels === 1 }) };
  },
};

/** @param pictures what they are, after "These are" */
function taskFor(
  count: number,
  pictures: string,
  { up, grey }: { up: boolean; grey: boolean },
): Pick<Advice, 'task' | 'reasons'> {
  if (count < fewImages) {
    const few = `These are ${pictures}: few, so that comparing them with each other says little.`;
    return up
      ? {
          task: 'rotation',
          reasons: [
            few,
            'They have a way up, so guessing how one was turned makes the model look at what it shows.',
          ],
        }
      : {
          task: 'inpainting',
          reasons: [
            few,
            'They have no clear way up, so filling in hidden parts is the better question.',
          ],
        };
  }
  return {
    task: 'simclr',
    reasons: [
      `These are ${pictures}: enough to tell each from the others, which teaches most.`,
      up
        ? 'They have a way up; “Guess the rotation” would work too, and is worth a second run.'
        : 'They have no clear way up, so guessing a rotation would teach little.',
      ...(grey
        ? ['Without colour the views differ by place and brightness alone, which is enough.']
        : []),
    ],
  };
}
