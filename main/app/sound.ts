import { PretextError } from '../../shared/errors.ts';
import type { SampleSpec } from '../../shared/sample-spec.ts';
import { encodeWav } from '../files/encode-wav.ts';
import { madeOfRow } from './packed-row.ts';
import type { Project } from './project.ts';
import type { Served } from './thumbnail.ts';

/**
 * A sample of recordings to listen to: what training hears, as a WAV file.
 * @throws {PretextError} `not-found` when there is no such sample, or it is no sound; `corrupt-file` when the import's files are
 *   damaged
 */
export function soundOf(project: Project, sampleId: number): Served {
  const sample = project.store.samples.pixelsOf(sampleId);
  if (sample === undefined) {
    throw new PretextError('not-found', `There is no sound of sample ${sampleId}.`, {
      path: project.dir,
    });
  }
  return packedSound(project.path(sample.file), sample.row);
}

/** A row of packed recordings. @throws {PretextError} as `soundOf` */
export function packedSound(file: string, row: number): Served {
  return madeOfRow(file, row, (samples, spec) => ({
    mediaType: 'audio/wav',
    bytes: encodeWav(samples, rateOf(spec, file)),
  }));
}

function rateOf(spec: SampleSpec, file: string): number {
  if (spec.kind === 'audio') return spec.rate;
  throw new PretextError('not-found', `There is nothing to hear in ${spec.kind}.`, { path: file });
}
