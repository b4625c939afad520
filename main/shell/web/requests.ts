import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import { PretextError } from '../../../shared/errors.ts';
import { exportFiles } from '../../app/exports.ts';
import { problemOf } from '../../app/studio/problem.ts';
import type { Studio } from '../../app/studio/studio.ts';
import { refuse, sendBytes, sendJson, sendProblem } from './answers.ts';
import type { Guard } from './guard.ts';
import type { UploadReceiver } from './receive-upload.ts';
import { sendExport } from './send-export.ts';
import type { Session } from './session.ts';
import type { StaticFiles } from './static-files.ts';

const maxTokenBytes = 1024;
const tokenSchema = z.strictObject({ token: z.string().max(256) });

export interface RequestParts {
  studio: Studio;
  guard: Guard;
  session: Session;
  files: StaticFiles;
  uploads: UploadReceiver;
}

/** Answers HTTP requests: the window's files, signing in, pictures by id, uploads, downloads by id. */
export async function answerRequest(
  request: IncomingMessage,
  response: ServerResponse,
  parts: RequestParts,
): Promise<void> {
  const { guard, session, studio } = parts;
  if (!guard.hostIsOurs(request)) {
    refuse(response, 421, 'This server answers to the name of its own machine only.');
    return;
  }
  const address = request.url ?? '';
  const [pathname = ''] = address.split('?', 1);
  if (!address.startsWith('/') || address.startsWith('//')) {
    refuse(response, 400, 'This is no address of Pretext Studio.');
    return;
  }
  const { method = '' } = request;
  const reads = method === 'GET' || method === 'HEAD';
  if (!reads && method !== 'POST') {
    refuse(response, 405, 'Only GET, HEAD and POST are answered.');
    return;
  }
  if (reads ? !guard.mayRead(request) : !guard.originIsOurs(request)) {
    refuse(response, 403, 'Pages of other sites have no access.');
    return;
  }
  try {
    if (pathname === '/session') await signIn(request, response, session);
    else if (/^\/(images|sounds|uploads|downloads)(\/|$)/.test(pathname)) {
      if (!session.isSignedIn(request)) {
        refuse(response, 401, 'Open the address that "pretext serve" has printed.');
      } else if (reads) await sendById(response, pathname, studio);
      else await receive(request, response, pathname, parts.uploads);
    } else if (reads) await sendStatic(response, pathname, parts.files);
    else refuse(response, 404, 'There is nothing here.');
  } catch (error) {
    const problem = problemOf(error, studio.log);
    if (response.headersSent) response.destroy();
    else {
      // What is left of a refused upload is not read.
      if (!request.complete) response.setHeader('connection', 'close');
      sendProblem(response, problem);
    }
  }
}

async function signIn(
  request: IncomingMessage,
  response: ServerResponse,
  session: Session,
): Promise<void> {
  if (session.isSignedIn(request)) {
    sendBytes(response, 204, {}, '');
    return;
  }
  const cookie = request.method === 'POST' ? session.signIn(await tokenIn(request)) : null;
  if (cookie === null) {
    refuse(
      response,
      401,
      'This address is not valid or has been used. Start "pretext serve" again for a new one.',
    );
    return;
  }
  sendBytes(response, 204, { 'set-cookie': cookie }, '');
}

async function tokenIn(request: IncomingMessage): Promise<string | null> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.byteLength;
    if (bytes > maxTokenBytes) return null;
    chunks.push(chunk);
  }
  try {
    return tokenSchema.parse(JSON.parse(Buffer.concat(chunks).toString('utf8'))).token;
  } catch {
    return null; // whatever it was, it was no token
  }
}

async function sendById(response: ServerResponse, pathname: string, studio: Studio): Promise<void> {
  const sample = /^\/(images|sounds)\/([0-9a-f]{16})\/([1-9][0-9]{0,14})$/.exec(pathname);
  const prediction = /^\/(images|sounds)\/predictions\/([0-9a-f]{16})\/(0|[1-9][0-9]{0,8})$/.exec(
    pathname,
  );
  const download = /^\/downloads\/([0-9a-f]{16})\/([1-9][0-9]{0,14})$/.exec(pathname);
  if (download !== null) {
    const { project } = studio.projects.get(download[1] ?? '');
    const { name, files } = await exportFiles(project, Number(download[2]));
    await sendExport(response, name, files);
    return;
  }
  const found = sample ?? prediction;
  if (found === null) {
    refuse(response, 404, 'There is nothing here.');
    return;
  }
  const [, what, id = '', number] = found;
  const at = Number(number);
  const pictures = what === 'images';
  const { mediaType, bytes } =
    found === sample
      ? pictures
        ? studio.samplePicture(id, at)
        : studio.sampleSound(id, at)
      : pictures
        ? studio.predictionPicture(id, at)
        : studio.predictionSound(id, at);
  const headers = { 'content-type': mediaType, 'cache-control': 'private, max-age=3600' };
  sendBytes(response, 200, headers, bytes);
}

async function receive(
  request: IncomingMessage,
  response: ServerResponse,
  pathname: string,
  uploads: UploadReceiver,
): Promise<void> {
  if (pathname === '/uploads') {
    sendJson(response, 201, { upload: uploads.begin() });
    return;
  }
  const batch = /^\/uploads\/([0-9a-f]{32})$/.exec(pathname)?.[1];
  if (batch === undefined) throw new PretextError('not-found', 'There is nothing here.');
  sendJson(response, 201, { files: await uploads.receive(request, batch) });
}

async function sendStatic(
  response: ServerResponse,
  pathname: string,
  files: StaticFiles,
): Promise<void> {
  const file = await files.read(pathname);
  if (file === null) {
    refuse(response, 404, 'There is nothing here.');
    return;
  }
  const { mediaType, bytes, immutable } = file;
  const caching = immutable ? 'private, max-age=31536000, immutable' : 'no-cache';
  sendBytes(response, 200, { 'content-type': mediaType, 'cache-control': caching }, bytes);
}
