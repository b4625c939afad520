/**
 * `npm run bench:audio -- [files]`: reading recordings of Debian's asterisk-core-sounds-*-wav, and of copies that ffmpeg
 * makes of them in every format: milliseconds of processor time a file (what else the machine does counts for nothing) and
 * seconds of sound in a second of it. Then what a clip costs.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import Table from 'cli-table3';
import { audioHash } from '../../main/ingest/audio/audio-hash.ts';
import { chooseAudioPreprocessing } from '../../main/ingest/audio/choose-preprocessing.ts';
import { readAudioHeader } from '../../main/ingest/audio/decode-audio.ts';
import { defaultAudioLimits } from '../../main/ingest/audio/limits.ts';
import { mfccStatistics } from '../../main/ingest/audio/mfcc.ts';
import { readClips } from '../../main/ingest/audio/read-clips.ts';
import { spectrogramPicture } from '../../main/ingest/audio/spectrogram-picture.ts';
import { speechFiles } from '../support/speech.ts';

const most = Number(process.argv[2] ?? 100);
const all = speechFiles();
if (all.length === 0) throw new Error('Install asterisk-core-sounds-en-wav (and -es-, -fr-).');
const chosen = chooseAudioPreprocessing(
  {},
  all.map((file) => readAudioHeader(readFileSync(file), 'wav', defaultAudioLimits)),
);
console.log(`${all.length} files; ${JSON.stringify(chosen)}`);

const table = new Table({
  head: ['read', 'files', 'refused', 'ms a file', 'seconds of sound a second'],
});
const clips: Int16Array[] = [];

/** Of this process. (So not of ffmpeg, which AAC needs.) */
function processorSeconds(): number {
  const { userCPUTime, systemCPUTime } = process.resourceUsage();
  return (userCPUTime + systemCPUTime) / 1e6;
}

/** Reads files that are in memory already. */
async function measure(name: string, files: readonly Buffer[]): Promise<void> {
  let sound = 0;
  let refused = 0;
  const begun = processorSeconds();
  for (const bytes of files) {
    try {
      const result = await readClips(bytes, '', chosen, defaultAudioLimits);
      sound += result.header.seconds;
      if (name === 'wav, 8 kHz') clips.push(...result.clips.map(({ samples }) => samples));
    } catch {
      refused += 1;
    }
  }
  const seconds = processorSeconds() - begun;
  const each = ((1000 * seconds) / files.length).toFixed(2);
  table.push([name, files.length, refused, each, Math.round(sound / seconds)]);
}

await measure(
  'wav, 8 kHz',
  all.map((file) => readFileSync(file)),
);
const folder = mkdtempSync(path.join(tmpdir(), 'pretext-bench-audio-'));
try {
  const step = Math.max(1, Math.floor(all.length / most));
  const some = all.filter((_, index) => index % step === 0).slice(0, most);
  for (const [name, extension, options] of [
    ['wav, 44.1 kHz stereo', 'wav', ['-ar', '44100', '-ac', '2']],
    ['flac, 44.1 kHz stereo', 'flac', ['-ar', '44100', '-ac', '2']],
    ['flac, 8 kHz', 'flac', []],
    ['mp3, 24 kbit/s', 'mp3', ['-b:a', '24k']],
    ['vorbis', 'ogg', ['-c:a', 'libvorbis']],
    ['opus (48 kHz)', 'opus', ['-c:a', 'libopus', '-b:a', '24k']],
  ] as const) {
    const copies = some.map((file) => {
      const copy = path.join(folder, `copy.${extension}`);
      const { status } = spawnSync('ffmpeg', [
        '-loglevel',
        'error',
        '-y',
        '-i',
        file,
        ...options,
        copy,
      ]);
      if (status !== 0) throw new Error(`ffmpeg cannot make ${name}`);
      return readFileSync(copy);
    });
    await measure(name, copies.slice(0, 5)); // warms up
    table.pop();
    await measure(name, copies);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
console.log(table.toString());

const { rate, clipSamples } = chosen;
for (const [name, run] of [
  ['picture', (clip: Int16Array) => spectrogramPicture(clip, rate)],
  ['MFCC statistics', (clip: Int16Array) => mfccStatistics(clip, { rate, clipSamples })],
  ['fingerprint', (clip: Int16Array) => audioHash(clip, rate)],
] as const) {
  const some = clips.slice(0, 500);
  const begun = processorSeconds();
  for (const clip of some) run(clip);
  const each = (1000 * (processorSeconds() - begun)) / some.length;
  console.log(`${name}: ${each.toFixed(2)} ms a clip`);
}
