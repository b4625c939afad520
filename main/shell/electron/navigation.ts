import { app, type WebContents } from 'electron';
import { isStartPage } from './address.ts';
import { openOutside } from './external.ts';

/** Every page stays where it is: it may be loaded anew, and nothing else. Links to the web open in the browser. */
export function guardNavigation(log: (text: string) => void): void {
  app.on('web-contents-created', (_, contents) => guardContents(contents, log));
}

function guardContents(contents: WebContents, log: (text: string) => void): void {
  contents.on('will-navigate', (event) => {
    if (isStartPage(event.url)) return;
    event.preventDefault();
    openOutside(event.url, log);
  });
  contents.on('will-frame-navigate', (event) => {
    if (!event.isMainFrame || !isStartPage(event.url)) event.preventDefault();
  });
  contents.on('will-redirect', (event) => event.preventDefault());
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler(({ url }) => {
    openOutside(url, log);
    return { action: 'deny' };
  });
}
