import { createHash } from 'node:crypto';
import type { ByteSource } from '../decoder/byte-source.ts';
import { openFileSource } from '../decoder/file-source.ts';
import type { DecoderItem } from '../decoder/messages.ts';
import { refusedAnswer } from '../decoder/refuse.ts';
import { openZipEntrySource } from '../decoder/zip-entry-source.ts';
import { describeContent } from '../kinds/foreign.ts';
import { hasMagic } from '../kinds/kind.ts';
import { audioHash } from './audio-hash.ts';
import type { AudioDecodeAnswer, AudioProbeAnswer, AudioRequest } from './audio-messages.ts';
import { readAudioHeader } from './decode-audio.ts';
import { foreignAudioClause } from './foreign.ts';
import { readClips } from './read-clips.ts';
import { sniffAudio } from './registry.ts';
import { spectrogramPicture } from './spectrogram-picture.ts';

/** One file of a request; whatever is wrong with it becomes its answer. */
export async function answerAudio(
  item: DecoderItem,
  request: AudioRequest,
): Promise<AudioProbeAnswer | AudioDecodeAnswer> {
  let source: ByteSource | null = null;
  try {
    source = openSource(item, request);
    const head = source.head();
    // First: in a zip, MP3 frames may lie as they are, and would be taken for one recording.
    if (isZip(head) || sniffAudio(head) === null) return answerOther(head, source, item);
    const bytes = source.all();
    const { inflated } = source;
    const { audioLimits } = request;
    if (request.op === 'probe-audio') {
      return { is: 'audio', header: readAudioHeader(bytes, item.extension, audioLimits), inflated };
    }
    const { preprocessing, pictures } = request;
    const read = await readClips(bytes, item.extension, preprocessing, audioLimits);
    const clips = read.clips.map(({ samples, start, end, notes }) => {
      // A copy: what is cut out of a recording would be sent with all of it.
      const own = samples.slice();
      const packed = new Uint8Array(own.buffer);
      return {
        samples: packed,
        sha256: createHash('sha256').update(packed).digest('hex'),
        hash: audioHash(own, preprocessing.rate),
        start,
        end,
        notes: [...read.notes, ...notes],
        picture: pictures ? spectrogramPicture(own, preprocessing.rate) : null,
      };
    });
    const { header, silentClips } = read;
    return { is: 'clips', header, bytes: bytes.length, clips, silentClips, inflated };
  } catch (error) {
    return refusedAnswer(error, source?.inflated ?? 0);
  } finally {
    source?.close();
  }
}

function openSource({ location }: DecoderItem, { limits }: AudioRequest): ByteSource {
  if (location.at === 'file') return openFileSource(location.file, limits);
  if (location.at === 'zip-entry') return openZipEntrySource(location, limits);
  throw new Error('a recording in an IDX file');
}

const isZip = (head: Buffer): boolean =>
  hasMagic(head, 'PK\u0003\u0004') || hasMagic(head, 'PK\u0005\u0006');

function answerOther(
  head: Buffer,
  { inflated }: ByteSource,
  { extension }: DecoderItem,
): AudioProbeAnswer {
  if (isZip(head)) return { is: 'zip' };
  return {
    is: 'no-audio',
    empty: head.length === 0,
    foreign: foreignAudioClause(head, extension),
    content: describeContent(head),
    inflated,
  };
}
