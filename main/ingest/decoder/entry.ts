import { answerAudio } from '../audio/answer-audio.ts';
import { TableReading } from '../tables/table-reading.ts';
import { TextReading } from '../text/text-reading.ts';
import { VideoReading } from '../video/video-reading.ts';
import { answerItem } from './answer-item.ts';
import type { DecoderReply, FromDecoder, ToDecoder } from './protocol.ts';

/**
 * The decoder process: one request message, one answer, until the parent is gone. What can crash or
 * hang on a hostile file (libvips, zlib) runs in here and nowhere else.
 */

const tables = new TableReading();
const videos = new VideoReading();
const texts = new TextReading();

async function answer({ id, request }: ToDecoder): Promise<void> {
  if (request.op === 'see-table' || request.op === 'open-table' || request.op === 'next-rows') {
    send({ id, table: await tables.answer(request) });
    return;
  }
  if (
    request.op === 'probe-video' ||
    request.op === 'unpack-video' ||
    request.op === 'open-video' ||
    request.op === 'next-clips' ||
    request.op === 'close-video'
  ) {
    send({ id, video: await videos.answer(request) });
    return;
  }
  if (
    request.op === 'open-texts' ||
    request.op === 'next-texts' ||
    request.op === 'see-text-columns' ||
    request.op === 'sniff-entry'
  ) {
    send({ id, texts: await texts.answer(request) });
    return;
  }
  const answers: DecoderReply['answers'] = [];
  const ofSound = request.op === 'probe-audio' || request.op === 'decode-audio';
  for (const item of request.items) {
    answers.push(await (ofSound ? answerAudio(item, request) : answerItem(item, request)));
  }
  send({ id, answers });
}

function send(message: FromDecoder): void {
  process.send?.(message, (error: Error | null) => {
    if (error !== null) leave();
  });
}

/** Not `process.exit`: that would wait for a thread that hangs in a decoder. */
function leave(): void {
  try {
    videos.removeUnpacked();
  } catch {
    // It goes with the unfinished import, when the project is opened.
  }
  process.kill(process.pid, 'SIGKILL');
}

process.on('disconnect', leave);
// The terminal sends Ctrl-C to the whole group: the parent decides what it means.
process.on('SIGINT', () => undefined);
if (process.connected) {
  process.on('message', (message) => {
    // A rejection here would be a fault of ours, not of a file: crash, and be reported as crashed.
    void answer(message as ToDecoder);
  });
  send({ ready: true });
} else {
  leave();
}
