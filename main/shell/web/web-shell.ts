import { createServer, type IncomingMessage, type Server } from 'node:http';
import path from 'node:path';
import type { Duplex } from 'node:stream';
import { PretextError, systemCodeOf } from '../../../shared/errors.ts';
import { Router } from '../../app/router/router.ts';
import type { Studio } from '../../app/studio/studio.ts';
import { refuse } from './answers.ts';
import { Guard } from './guard.ts';
import { defaultUploadLimits, type UploadLimits, UploadReceiver } from './receive-upload.ts';
import { answerRequest, type RequestParts } from './requests.ts';
import { Session } from './session.ts';
import { Sockets } from './sockets.ts';
import { StaticFiles } from './static-files.ts';

const rendererFolder = path.join(import.meta.dirname, '../../../renderer/dist');
const headersMilliseconds = 10_000;
/** A large file over a slow tunnel. */
const requestMilliseconds = 6 * 60 * 60 * 1000;

export interface WebShellOptions {
  studio: Studio;
  /** 0: any that is free. */
  port: number;
  /** Listens on this address in place of the loopback ones: others can then reach it. */
  address?: string | undefined;
  /** Where the built window is. */
  rendererDir?: string;
  uploadLimits?: Partial<UploadLimits>;
}

export interface WebShell {
  port: number;
  /** With the token in its fragment: opens the app once. */
  url: string;
  close(): Promise<void>;
}

/**
 * Serves the app to a browser on this machine.
 * @throws {PretextError} `busy` when the port is taken
 */
export async function startWebShell(options: WebShellOptions): Promise<WebShell> {
  const { studio, address } = options;
  const servers = await listen(options.port, address);
  const [port] = servers.map(portOf);
  if (port === undefined) throw new Error('no server listens');
  const parts: RequestParts = {
    studio,
    guard: new Guard(address ?? null),
    session: new Session(port),
    files: new StaticFiles(options.rendererDir ?? rendererFolder),
    uploads: new UploadReceiver(studio.uploads, {
      ...defaultUploadLimits,
      ...options.uploadLimits,
    }),
  };
  const sockets = new Sockets(new Router(studio), studio);
  for (const server of servers) {
    server.on('request', (request, response) => {
      answerRequest(request, response, parts).catch((error: unknown) => {
        studio.log(`a request that was not answered: ${String(error)}`);
        if (response.headersSent) response.destroy();
        else refuse(response, 500, 'Something went wrong inside Pretext Studio.');
      });
    });
    server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
      socket.on('error', () => socket.destroy());
      const status = statusOfUpgrade(request, parts);
      if (status === null) sockets.accept(request, socket, head);
      else socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
    });
  }
  const name = address === undefined || address === '0.0.0.0' ? '127.0.0.1' : address;
  const host = name === '::' ? '[::1]' : name.includes(':') ? `[${name}]` : name;
  return {
    port,
    url: `http://${host}:${port}/#token=${parts.session.token}`,
    async close() {
      sockets.close();
      await Promise.all(servers.map(closeServer));
    },
  };
}

/** Why a WebSocket is not let in; null when it is. Host first, then Origin, then who it is. */
function statusOfUpgrade(
  request: IncomingMessage,
  { guard, session }: RequestParts,
): string | null {
  if (!guard.hostIsOurs(request)) return '421 Misdirected Request';
  if (!guard.originIsOurs(request)) return '403 Forbidden';
  if (!session.isSignedIn(request)) return '401 Unauthorized';
  return request.url === '/socket' ? null : '404 Not Found';
}

/** On 127.0.0.1 and, where there is one, on ::1 with the same port. */
async function listen(port: number, address: string | undefined): Promise<Server[]> {
  const first = await listenOn(port, address ?? '127.0.0.1');
  if (address !== undefined) return [first];
  const taken = portOf(first);
  try {
    return [first, await listenOn(taken, '::1')];
  } catch (error) {
    // No IPv6 here, or something else has the port there: 127.0.0.1 is enough.
    if (error instanceof PretextError) return [first];
    throw error;
  }
}

async function listenOn(port: number, address: string): Promise<Server> {
  const server = createServer({
    headersTimeout: headersMilliseconds,
    requestTimeout: requestMilliseconds,
    requireHostHeader: false, // the guard says no in words
  });
  server.maxRequestsPerSocket = 0;
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => {
      const code = systemCodeOf(error) ?? '';
      reject(
        new PretextError(
          'busy',
          `Pretext Studio cannot listen on ${address}, port ${port} (${code}).`,
          {
            remedy: 'Choose another port with --port, or leave it out.',
            cause: error,
          },
        ),
      );
    });
    server.listen({ port, host: address, ipv6Only: true }, () => resolve());
  });
  return server;
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

async function closeServer(server: Server): Promise<void> {
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
