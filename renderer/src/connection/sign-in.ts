/** Where the page's server signs windows in. */
const session = (): URL => new URL('session', document.baseURI);

/**
 * Trades the token in the page's address (`#token=…`) for a cookie, once, and removes it from the address. Without a
 * token, sees whether there is a cookie already.
 * @returns false when the server does not let the page in
 */
export async function signIn(): Promise<boolean> {
  const token = new URLSearchParams(location.hash.slice(1)).get('token');
  if (token === null) return (await fetch(session())).ok;
  history.replaceState(null, '', `${location.pathname}${location.search}#/`);
  const answer = await fetch(session(), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ token }),
  });
  return answer.ok;
}
