import type { texts } from '../texts/texts.svelte.ts';

export type CameraProblem = keyof (typeof texts)['t']['predict']['cameraProblems'];

/** What a refused camera means to a person. */
export function cameraProblemOf(error: unknown): CameraProblem {
  const name = error instanceof Error ? error.name : '';
  switch (name) {
    case 'NotAllowedError':
    case 'SecurityError':
      return 'denied';
    case 'NotFoundError':
    case 'OverconstrainedError':
      return 'none';
    case 'NotReadableError':
    case 'AbortError':
      return 'taken';
    default:
      return 'other';
  }
}

/** The largest square in the middle of a frame, as a JPEG of at most `side` pixels. */
export async function frameOf(video: HTMLVideoElement, side = 256): Promise<Uint8Array> {
  const cut = Math.min(video.videoWidth, video.videoHeight);
  const size = Math.min(side, cut);
  const canvas = new OffscreenCanvas(size, size);
  const context = canvas.getContext('2d');
  if (context === null) throw new Error('Frames cannot be drawn here.');
  const [left, top] = [(video.videoWidth - cut) / 2, (video.videoHeight - cut) / 2];
  context.drawImage(video, left, top, cut, cut, 0, 0, size, size);
  const blob = await canvas.convertToBlob({ type: 'image/jpeg', quality: 0.9 });
  return new Uint8Array(await blob.arrayBuffer());
}
