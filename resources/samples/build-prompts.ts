/**
 * Makes the sample recordings from Debian's packages asterisk-core-sounds-{en,es,fr}-wav, with ffmpeg: `node build-prompts.ts`. Prompts of 0.5 to 2.5 seconds
 * that are there in all three languages, as MP3 of 16 kbit/s. Those for testing say other things than the others. The result is committed.
 */
import { spawnSync } from 'node:child_process';
import { createWriteStream, existsSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { ZipFile } from 'yazl';
import { mixSeed, permutation } from '../../main/learn/data/seeded.ts';
import { firstOfClass, type Labelled, writeLabels } from './write-labels.ts';

const sounds = process.env['ASTERISK_SOUNDS_DIR'] ?? '/usr/share/asterisk/sounds';
const folders = {
  English: 'en_US_f_Allison',
  Spanish: 'es_MX_f_Allison',
  French: 'fr_CA_f_June',
} as const;
const trainingPrompts = 120;
const testPrompts = 30;
const labelsOfClass = 10;
/** Of 16 bits at 8,000 Hz, with the header. */
const bytesOfSecond = 16_000;
// Every file in the zip has this date, so that the zip is the same each time.
const mtime = new Date(2020, 0, 1);

const inAll = readdirSync(path.join(sounds, folders.English), { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.wav') && !name.startsWith('silence'))
  .filter((name) =>
    Object.values(folders).every((folder) => {
      const file = path.join(sounds, folder, name);
      const seconds = existsSync(file) ? statSync(file).size / bytesOfSecond : 0;
      return seconds > 0.5 && seconds < 2.5;
    }),
  )
  .sort();
const order = permutation(inAll.length, mixSeed(1, 'sample prompts'));
const chosen = Array.from(order.slice(0, trainingPrompts + testPrompts), (at) => inAll[at] ?? '');

function mp3(file: string): Buffer {
  const { status, stdout, stderr } = spawnSync('ffmpeg', [
    ...['-loglevel', 'error', '-i', file, '-map_metadata', '-1', '-fflags', '+bitexact'],
    ...['-c:a', 'libmp3lame', '-b:a', '16k', '-id3v2_version', '0', '-write_xing', '0'],
    ...['-f', 'mp3', '-'],
  ]);
  if (status !== 0) throw new Error(`ffmpeg could not read ${file}: ${stderr}`);
  return stdout;
}

const zip = new ZipFile();
function add(folder: string, prompts: readonly string[], seed: string): Labelled[] {
  const all = prompts.flatMap((prompt) =>
    Object.entries(folders).map(([label, from]) => ({
      label,
      file: path.join(sounds, from, prompt),
    })),
  );
  // By their names they are not to be told apart.
  return Array.from(permutation(all.length, mixSeed(1, seed)), (at, place) => {
    const { label = '', file = '' } = all[at] ?? {};
    const name = `${folder}/${String(place).padStart(3, '0')}.mp3`;
    zip.addBuffer(mp3(file), name, { mtime, compress: false });
    return { name, label };
  });
}
const training = add('prompts', chosen.slice(0, trainingPrompts), 'training');
const test = add('test', chosen.slice(trainingPrompts), 'test');
zip.end();
await pipeline(zip.outputStream, createWriteStream(path.join(import.meta.dirname, 'prompts.zip')));
writeLabels('prompts-train.csv', firstOfClass(training, labelsOfClass));
writeLabels('prompts-test.csv', test);
