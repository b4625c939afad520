import { protocol } from 'electron';
import { exportFiles } from '../../app/exports.ts';
import { problemOf } from '../../app/studio/problem.ts';
import type { Studio } from '../../app/studio/studio.ts';
import type { Served } from '../../app/thumbnail.ts';
import { securityHeaders } from '../web/headers.ts';
import type { StaticFiles } from '../web/static-files.ts';
import { ourAddress } from './address.ts';
import { zipOf } from './zip-of.ts';

const sample = /^\/(images|sounds)\/([0-9a-f]{16})\/([1-9][0-9]{0,14})$/;
const prediction = /^\/(images|sounds)\/predictions\/([0-9a-f]{16})\/(0|[1-9][0-9]{0,8})$/;
const exported = /^\/downloads\/([0-9a-f]{16})\/([1-9][0-9]{0,14})$/;

/** Serves `pretext://app/…`: the built window, pictures and exports by their ids. No path of this machine. */
export function serveProtocol(studio: Studio, files: StaticFiles): void {
  protocol.handle('pretext', async (request) => {
    try {
      return await answer(request, studio, files);
    } catch (error) {
      const { code, message } = problemOf(error, studio.log);
      return refusal(code === 'not-found' ? 404 : 500, message);
    }
  });
}

async function answer(request: Request, studio: Studio, files: StaticFiles): Promise<Response> {
  const url = ourAddress(request.url);
  if (url === null) return refusal(403, 'This is no address of Pretext Studio.');
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    return refusal(405, 'Only GET and HEAD are answered.');
  }
  const { pathname } = url;
  const [, what, sampleProject, sampleId] = sample.exec(pathname) ?? [];
  if (sampleProject !== undefined) {
    const id = Number(sampleId);
    return served(
      what === 'images'
        ? await studio.samplePicture(sampleProject, id)
        : await studio.sampleSound(sampleProject, id),
    );
  }
  const [, predicted, job, index] = prediction.exec(pathname) ?? [];
  if (job !== undefined) {
    const at = Number(index);
    return served(
      predicted === 'images' ? studio.predictionPicture(job, at) : studio.predictionSound(job, at),
    );
  }
  const [, exportProject, exportId] = exported.exec(pathname) ?? [];
  if (exportProject !== undefined) {
    const { project } = studio.projects.get(exportProject);
    const { name, files: parts } = await exportFiles(project, Number(exportId));
    return new Response(zipOf(parts), {
      headers: {
        ...securityHeaders,
        'cache-control': 'no-store',
        'content-type': 'application/zip',
        'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(name)}.zip`,
      },
    });
  }
  const file = await files.read(pathname);
  if (file === null) return refusal(404, 'There is nothing here.');
  const caching = file.immutable ? 'private, max-age=31536000, immutable' : 'no-cache';
  return bytesOf(file.bytes, { 'content-type': file.mediaType, 'cache-control': caching });
}

function served({ mediaType, bytes }: Served): Response {
  return bytesOf(bytes, { 'content-type': mediaType, 'cache-control': 'private, max-age=3600' });
}

function bytesOf(bytes: Uint8Array, headers: Record<string, string>): Response {
  return new Response(new Uint8Array(bytes), { headers: { ...securityHeaders, ...headers } });
}

function refusal(status: number, why: string): Response {
  const headers = { ...securityHeaders, 'content-type': 'text/plain; charset=utf-8' };
  return new Response(`${why}\n`, { status, headers });
}
