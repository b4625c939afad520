import type { Session } from 'electron';
import { ourAddress } from './address.ts';

/** Schemes that lead nowhere outside. */
const local = ['blob:', 'data:'];

/** The window talks to nobody: what is not ours is not even asked for. */
export function blockNetwork(session: Session, mayInspect: boolean): void {
  session.webRequest.onBeforeRequest(({ url }, answer) => {
    const { protocol } = URL.canParse(url) ? new URL(url) : { protocol: '' };
    const isLocal = ourAddress(url) !== null || local.includes(protocol);
    answer({ cancel: !isLocal && !(mayInspect && protocol === 'devtools:') });
  });
  session.on('will-download', (event, item) => {
    const url = ourAddress(item.getURL());
    const isOurs = url?.pathname.startsWith('/downloads/') ?? item.getURL().startsWith('blob:');
    if (!isOurs) event.preventDefault();
  });
}
