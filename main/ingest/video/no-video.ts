import { describeContent } from '../kinds/foreign.ts';
import { hasMagic } from '../kinds/kind.ts';
import { sniffImage } from '../kinds/registry.ts';
import type { NoVideo, ZipOfVideos } from './video-messages.ts';

/** What a file is that is no video. @param head its first bytes; none of an empty file */
export function noVideo(head: Buffer): NoVideo | ZipOfVideos {
  if (hasMagic(head, 'PK\u0003\u0004') || hasMagic(head, 'PK\u0005\u0006')) return { is: 'zip' };
  return {
    is: 'no-video',
    empty: head.length === 0,
    picture: sniffImage(head) !== null,
    content: describeContent(head),
  };
}
