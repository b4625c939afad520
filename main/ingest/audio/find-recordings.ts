import { PretextError } from '../../../shared/errors.ts';
import { askAll } from '../ask-decoders.ts';
import type { Candidate } from '../candidate.ts';
import { expand } from '../containers/expand.ts';
import { findFiles } from '../containers/inputs.ts';
import { BatchSizer } from '../decoder/batch-sizer.ts';
import { cancelled, type DecoderPool } from '../decoder/decoder-pool.ts';
import { UniqueNames } from '../display-name.ts';
import { defaultLimits, type ImportLimits } from '../limits.ts';
import type { Progress } from '../progress.ts';
import { skippedFile } from '../refusal.ts';
import type { SkippedFile } from '../types.ts';
import type { AudioProbeAnswer } from './audio-messages.ts';
import { judgeNoAudio } from './judge-audio.ts';
import { type AudioLimits, defaultAudioLimits } from './limits.ts';
import type { AudioHeader } from './types.ts';

/** A file of sound: its header was read. */
export interface FoundRecording {
  candidate: Candidate;
  header: AudioHeader;
}

export interface FoundRecordings {
  recordings: FoundRecording[];
  skipped: SkippedFile[];
  /** Files that are plainly no sound and not meant as such. */
  ignored: number;
}

/** An hour of sound takes long to decode. */
export const audioTimeoutMs = 180_000;

/** Bounds on files of sound. */
export function limitsOf(audioLimits: AudioLimits = defaultAudioLimits): {
  limits: ImportLimits;
  audioLimits: AudioLimits;
} {
  const { maxBytes } = audioLimits;
  return {
    limits: { ...defaultLimits, maxFileBytes: maxBytes, maxEntryBytes: maxBytes },
    audioLimits,
  };
}

interface Search {
  pool: DecoderPool;
  progress: Progress;
  audioLimits: AudioLimits | undefined;
  signal: AbortSignal | undefined;
}

/**
 * Finds recordings in files, folders and zips, and reads their headers in other processes.
 * @throws {PretextError} `not-found` for an input that does not exist; `cancelled`; `engine-missing`
 */
export async function findRecordings(
  inputs: readonly string[],
  search: Search,
): Promise<FoundRecordings> {
  const { pool, progress, signal } = search;
  const { limits, audioLimits } = limitsOf(search.audioLimits);
  const names = new UniqueNames();
  const result: FoundRecordings = { recordings: [], skipped: [], ignored: 0 };
  let found = 0;

  async function collect(all: ReturnType<typeof findFiles>): Promise<Candidate[]> {
    const candidates: Candidate[] = [];
    for await (const one of all) {
      if (signal?.aborted === true) throw cancelled();
      found += 1;
      progress.at('scan', found, null);
      if ('skipped' in one) result.skipped.push(one.skipped);
      else if ('ignored' in one) result.ignored += 1;
      else {
        const path = names.claim(one.candidate.path);
        candidates.push(path === one.candidate.path ? one.candidate : { ...one.candidate, path });
      }
    }
    return candidates;
  }

  /** @returns archives among them */
  async function probe(candidates: readonly Candidate[]): Promise<Candidate[]> {
    const archives: Candidate[] = [];
    const questions = candidates.map((candidate) => ({ candidate }));
    const asked = askAll<(typeof questions)[number], AudioProbeAnswer>(
      questions,
      pool,
      limits,
      new BatchSizer(0),
      (items) => ({ op: 'probe-audio', items, limits, audioLimits }),
    );
    let done = 0;
    for await (const batch of asked) {
      for (const { question, answer } of batch) add(question.candidate, answer, archives);
      done += batch.length;
      progress.at('probe', done, candidates.length);
      if (signal?.aborted === true) throw cancelled();
    }
    return archives;
  }

  function add(candidate: Candidate, answer: AudioProbeAnswer, archives: Candidate[]): void {
    if (answer.is === 'audio') result.recordings.push({ candidate, header: answer.header });
    else if (answer.is === 'zip') archives.push(candidate);
    else if (answer.is === 'refused') {
      result.skipped.push(skippedFile(candidate, answer.code, answer.clause));
    } else {
      const skipped = judgeNoAudio(candidate, answer);
      if (skipped === null) result.ignored += 1;
      else result.skipped.push(skipped);
    }
  }

  const archives = await probe(await collect(findFiles(inputs, inputs.length > 1)));
  for (const archive of archives) {
    const nested = await probe(await collect(expand(archive, { is: 'zip' }, limits)));
    // An archive in an archive: `expand` makes a row of it, and no candidates.
    for (const one of nested) await collect(expand(one, { is: 'zip' }, limits));
  }
  progress.end('probe', result.recordings.length);
  return result;
}

const reasonsInError = 5;

/** What to say when there is no recording at all. */
export function noRecording(
  inputs: readonly string[],
  { skipped, ignored }: Pick<FoundRecordings, 'skipped' | 'ignored'>,
): PretextError {
  const reasons = skipped.slice(0, reasonsInError).map(({ reason }) => `  ${reason}`);
  const more = skipped.length - reasons.length;
  if (more > 0) reasons.push(`  … and ${more} more.`);
  const where = inputs.join(', ') || 'no input';
  const seen = `${skipped.length} unusable, ${ignored} other files`;
  return new PretextError(
    'no-data',
    [`No usable recording in ${where} (${seen}).`, ...reasons].join('\n'),
    { remedy: 'Give folders, zips or files with WAV, FLAC, MP3, Ogg, Opus or M4A recordings.' },
  );
}
