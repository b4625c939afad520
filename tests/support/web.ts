import { request as httpRequest } from 'node:http';
import { WebSocket } from 'ws';

export interface WebAnswer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: Buffer;
}

export interface WebRequest {
  method?: string;
  /** As it goes on the wire: nothing is normalized. */
  path: string;
  /** Headers in a flat list, so that one can come twice. */
  headers?: Record<string, string | undefined>;
  body?: string | Uint8Array;
}

/** Sends a request whose Host, Origin and path are whatever a test wants. */
export function send(
  port: number,
  { method, path, headers, body }: WebRequest,
): Promise<WebAnswer> {
  return new Promise((resolve, reject) => {
    const given = Object.entries(headers ?? {}).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, value] as const],
    );
    const request = httpRequest(
      {
        host: '127.0.0.1',
        port,
        path,
        method: method ?? 'GET',
        headers: Object.fromEntries(given),
        setHost: headers === undefined || !('host' in headers),
        agent: false,
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            body: Buffer.concat(chunks),
          }),
        );
      },
    );
    request.on('error', reject);
    request.end(body);
  });
}

/** The status that a WebSocket's upgrade gets: 101 when it is let in. */
export function upgradeStatus(
  port: number,
  path: string,
  headers: Record<string, string | undefined>,
): Promise<number> {
  return new Promise((resolve, reject) => {
    const given = Object.entries(headers).filter(([, value]) => value !== undefined);
    const request = httpRequest({
      host: '127.0.0.1',
      port,
      path,
      setHost: !('host' in headers),
      agent: false,
      headers: {
        connection: 'Upgrade',
        upgrade: 'websocket',
        'sec-websocket-version': '13',
        'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
        ...(Object.fromEntries(given) as Record<string, string>),
      },
    });
    request.on('upgrade', (_, socket) => {
      socket.destroy();
      resolve(101);
    });
    request.on('response', (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    request.on('error', reject);
    request.end();
  });
}

/** A window's socket, open. */
export function openSocket(port: number, cookie: string): Promise<WebSocket> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(`ws://127.0.0.1:${port}/socket`, {
      origin: `http://127.0.0.1:${port}`,
      headers: { cookie },
    });
    socket.on('open', () => resolve(socket));
    socket.on('error', reject);
  });
}

/** Signs in with the token of an address. @returns the cookie */
export async function signIn(url: string): Promise<string> {
  const { port, host, hash } = new URL(url);
  const answer = await send(Number(port), {
    method: 'POST',
    path: '/session',
    headers: { origin: `http://${host}` },
    body: JSON.stringify({ token: hash.replace('#token=', '') }),
  });
  const [cookie] = [answer.headers['set-cookie']].flat();
  return cookie?.split(';')[0] ?? '';
}
