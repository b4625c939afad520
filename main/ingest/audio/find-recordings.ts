import { askAll } from '../ask-decoders.ts';
import type { Candidate } from '../candidate.ts';
import { CandidateCollector } from '../candidate-collector.ts';
import { expand } from '../containers/expand.ts';
import { findFiles } from '../containers/inputs.ts';
import { BatchSizer } from '../decoder/batch-sizer.ts';
import { cancelled, type DecoderPool } from '../decoder/decoder-pool.ts';
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
  const files = new CandidateCollector({
    signal,
    onFound: (found) => progress.at('scan', found, null),
  });
  const recordings: FoundRecording[] = [];

  async function collect(all: ReturnType<typeof findFiles>): Promise<Candidate[]> {
    return (await files.collect(all)).map((candidate) => files.named(candidate));
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
    if (answer.is === 'audio') recordings.push({ candidate, header: answer.header });
    else if (answer.is === 'zip') archives.push(candidate);
    else if (answer.is === 'refused') {
      files.reject(skippedFile(candidate, answer.code, answer.clause));
    } else files.reject(judgeNoAudio(candidate, answer));
  }

  const archives = await probe(await collect(findFiles(inputs, inputs.length > 1)));
  for (const archive of archives) {
    const nested = await probe(await collect(expand(archive, { is: 'zip' }, limits)));
    // An archive in an archive: `expand` makes a row of it, and no candidates.
    for (const one of nested) await collect(expand(one, { is: 'zip' }, limits));
  }
  progress.end('probe', recordings.length);
  return { recordings, skipped: files.skipped, ignored: files.ignored };
}
