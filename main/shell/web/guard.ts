import type { IncomingMessage } from 'node:http';
import { networkInterfaces } from 'node:os';

/**
 * Who may talk to the server. A page of another site can make a browser send requests here, and by rebinding its
 * own name to 127.0.0.1 it can make them look local: the Host header still names that site, so it is checked before
 * anything else. The port is not, since an ssh tunnel may have another. Whole strings are compared, never beginnings.
 */
export class Guard {
  readonly #names: ReadonlySet<string>;

  /** @param address what the server listens on beside the loopback addresses; null for these alone */
  constructor(address: string | null) {
    this.#names = new Set(['localhost', '127.0.0.1', '[::1]', ...namesOf(address)]);
  }

  /** Whether the request names this machine, once. */
  hostIsOurs(request: IncomingMessage): boolean {
    const hosts = request.rawHeaders.filter(
      (_, i) => i % 2 === 0 && request.rawHeaders[i]?.toLowerCase() === 'host',
    );
    const host = request.headers.host;
    if (hosts.length !== 1 || host === undefined) return false;
    const name = /^(\[[0-9a-fA-F:.]+\]|[0-9A-Za-z.-]+)(?::[0-9]{1,5})?$/.exec(host)?.[1];
    return name !== undefined && this.#names.has(name.toLowerCase());
  }

  /** Whether a request comes from a page that this server has served. */
  originIsOurs({ headers }: IncomingMessage): boolean {
    return (
      headers.host !== undefined &&
      headers.origin?.toLowerCase() === `http://${headers.host.toLowerCase()}`
    );
  }

  /** Whether a request that only reads may come from where it does: browsers leave Origin out of most. */
  mayRead(request: IncomingMessage): boolean {
    if (request.headers.origin !== undefined && !this.originIsOurs(request)) return false;
    const site = request.headers['sec-fetch-site'];
    return site === undefined || site === 'same-origin' || site === 'none';
  }
}

/** What a browser may call an address that is listened on: of "all addresses", each that this machine has. */
function namesOf(address: string | null): string[] {
  if (address === null) return [];
  const isAll = address === '0.0.0.0' || address === '::';
  const addresses = isAll
    ? Object.values(networkInterfaces()).flatMap((all) => (all ?? []).map((each) => each.address))
    : [address];
  return addresses.map((each) => (each.includes(':') ? `[${each}]` : each).toLowerCase());
}
