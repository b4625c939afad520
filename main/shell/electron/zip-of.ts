import { PassThrough, Readable } from 'node:stream';
import { ZipFile } from 'yazl';

/** Files as a zip, packed while it is read. */
export function zipOf(files: readonly { name: string; path: string }[]): ReadableStream {
  const zip = new ZipFile();
  const packed = new PassThrough();
  zip.on('error', (error) => packed.destroy(error instanceof Error ? error : undefined));
  for (const file of files) zip.addFile(file.path, file.name);
  zip.end();
  zip.outputStream.pipe(packed);
  return Readable.toWeb(packed) as ReadableStream;
}
