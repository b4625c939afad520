import type { ServerResponse } from 'node:http';
import type { Problem } from '../../../shared/contract/primitives.ts';
import type { ErrorCode } from '../../../shared/errors.ts';
import { securityHeaders } from './headers.ts';

/** Sends a whole answer. */
export function sendBytes(
  response: ServerResponse,
  status: number,
  headers: Readonly<Record<string, string>>,
  body: Uint8Array | string,
): void {
  const bytes = typeof body === 'string' ? Buffer.from(body) : body;
  response.writeHead(status, {
    ...securityHeaders,
    'cache-control': 'no-store',
    ...headers,
    'content-length': String(bytes.byteLength),
  });
  response.end(bytes);
}

export function sendJson(response: ServerResponse, status: number, value: unknown): void {
  sendBytes(
    response,
    status,
    { 'content-type': 'application/json; charset=utf-8' },
    JSON.stringify(value),
  );
}

/** Says no, and ends the connection: what else the other side wanted to send is not read. */
export function refuse(response: ServerResponse, status: number, why: string): void {
  sendBytes(
    response,
    status,
    { 'content-type': 'text/plain; charset=utf-8', connection: 'close' },
    `${why}\n`,
  );
}

const statusOf: Partial<Record<ErrorCode, number>> = {
  'not-found': 404,
  'bad-input': 400,
  'too-large': 413,
  'already-exists': 409,
};

export function sendProblem(response: ServerResponse, problem: Problem): void {
  sendJson(response, statusOf[problem.code] ?? 500, { error: problem });
}
