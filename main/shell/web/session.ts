import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/**
 * Who is signed in. The token of a start travels in the address's fragment, which no browser sends anywhere; the page
 * posts it once, and gets a cookie that scripts cannot read. Used once, it is worth nothing: an address in a history
 * or a log opens no door.
 */
export class Session {
  /** 256 bits, hexadecimal. */
  readonly token = randomBytes(32).toString('hex');
  readonly #cookie = randomBytes(32).toString('hex');
  readonly #cookieName: string;
  #spent = false;

  /** @param port names the cookie: browsers do not keep the cookies of ports apart */
  constructor(port: number) {
    this.#cookieName = `pretext-${port}`;
  }

  /** Takes the token. @returns the Set-Cookie header; null for a wrong or spent one */
  signIn(token: unknown): string | null {
    if (typeof token !== 'string' || !isSame(token, this.token) || this.#spent) return null;
    this.#spent = true;
    return `${this.#cookieName}=${this.#cookie}; Path=/; HttpOnly; SameSite=Strict`;
  }

  isSignedIn({ headers }: IncomingMessage): boolean {
    const cookies = (headers.cookie ?? '').split(';').map((each) => each.trim());
    const ours = cookies.filter((each) => each.startsWith(`${this.#cookieName}=`));
    // Of two cookies of one name, one was put there by somebody else.
    return (
      ours.length === 1 && isSame(ours[0]?.slice(this.#cookieName.length + 1) ?? '', this.#cookie)
    );
  }
}

/** In the same time whatever differs. */
function isSame(given: string, wanted: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(wanted));
}
