/** Where the window's pages are: a scheme of our own, which Chromium treats like https. */
const scheme = 'pretext';
export const origin = `${scheme}://app`;
export const startAddress = `${origin}/`;

/** For `protocol.registerSchemesAsPrivileged`, before the app is ready. */
export const schemePrivileges = {
  scheme,
  privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true },
} as const;

/** An address of ours, taken apart; null for every other. Whole parts are compared, never beginnings. */
export function ourAddress(address: string): URL | null {
  if (!URL.canParse(address)) return null;
  const url = new URL(address);
  const isOurs =
    url.protocol === `${scheme}:` &&
    url.host === 'app' &&
    url.username === '' &&
    url.password === '';
  return isOurs ? url : null;
}

/** Whether an address is the one page that the window shows; what follows `#` is the page's own matter. */
export function isStartPage(address: string): boolean {
  const url = ourAddress(address);
  return url !== null && (url.pathname === '/' || url.pathname === '/index.html');
}
