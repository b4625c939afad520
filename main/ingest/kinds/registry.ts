import type { ImageFormat } from '../types.ts';
import { bmp } from './bmp.ts';
import type { ImageKind } from './kind.ts';
import { sharpImage } from './sharp-image.ts';

/** Every kind of file that holds one image. (IDX files hold many: see `idx.ts`.) */
const imageKinds: readonly ImageKind[] = [sharpImage, bmp];

/** The kind and format of a file, by its first bytes; `null` for anything else. */
export function sniffImage(head: Uint8Array): { kind: ImageKind; format: ImageFormat } | null {
  for (const kind of imageKinds) {
    const format = kind.sniff(head);
    if (format !== null) return { kind, format };
  }
  return null;
}
