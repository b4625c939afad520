import { shell } from 'electron';

const maxLength = 2048;

/** Whether an address may be handed to the system's browser: https, plain, and no disguise. */
function mayOpenOutside(address: string): boolean {
  if (address.length > maxLength || !URL.canParse(address)) return false;
  const url = new URL(address);
  return (
    url.protocol === 'https:' &&
    url.username === '' &&
    url.password === '' &&
    url.port === '' &&
    url.hostname.includes('.')
  );
}

/** Opens a page of the web in the system's browser. Anything else is not opened at all. */
export function openOutside(address: string, log: (text: string) => void): void {
  if (!mayOpenOutside(address)) {
    log(`not opened: ${JSON.stringify(address.slice(0, 200))}`);
    return;
  }
  shell.openExternal(new URL(address).href).catch((error: unknown) => {
    log(`the browser could not be opened: ${String(error)}`);
  });
}
