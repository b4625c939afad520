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
