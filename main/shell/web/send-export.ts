import type { ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { ZipFile } from 'yazl';
import { securityHeaders } from './headers.ts';

/** Sends files as a zip, packed while it is sent. */
export async function sendExport(
  response: ServerResponse,
  name: string,
  files: readonly { name: string; path: string }[],
): Promise<void> {
  const zip = new ZipFile();
  for (const file of files) zip.addFile(file.path, file.name);
  zip.end();
  const plain = name.replace(/[^A-Za-z0-9 _-]+/g, ' ').trim() || 'export';
  response.writeHead(200, {
    ...securityHeaders,
    'cache-control': 'no-store',
    'content-type': 'application/zip',
    'content-disposition': `attachment; filename="${plain}.zip"; filename*=UTF-8''${encodeURIComponent(name)}.zip`,
  });
  await pipeline(zip.outputStream, response);
}
