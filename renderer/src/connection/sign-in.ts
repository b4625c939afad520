/**
 * Trades the token in the page's address (`#token=…`) for a cookie, once, and removes it from the address.
 * @returns false when the server does not accept it
 */
export async function signIn(): Promise<boolean> {
  const token = new URLSearchParams(location.hash.slice(1)).get('token');
  if (token === null) return true;
  history.replaceState(null, '', `${location.pathname}${location.search}#/`);
  const answer = await fetch(new URL('session', document.baseURI), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ token }),
  });
  return answer.ok;
}
