import { type BrowserWindow, type IpcMainEvent, ipcMain, type WebContents } from 'electron';
import type { FromApp } from '../../../shared/contract/wire.ts';
import { messageOf } from '../../../shared/errors.ts';
import type { Router } from '../../app/router/router.ts';
import type { Studio } from '../../app/studio/studio.ts';
import { origin, ourAddress } from './address.ts';

/** The one channel between the app and its window; the preload script has the same name. */
export const channel = 'pretext';

/** Answers calls that come from our window's own page, and tells it of events. */
export function serveChannel(
  router: Router,
  studio: Studio,
  ourWindow: () => BrowserWindow | null,
): void {
  ipcMain.on(channel, (event, message: unknown) => {
    if (!isFromOurPage(event, ourWindow())) {
      studio.log(
        `a message from a stranger: ${event.senderFrame?.url.slice(0, 200) ?? 'no frame'}`,
      );
      return;
    }
    router.answer(message).then(
      (answer) => post(event.sender, answer, studio),
      (error: unknown) => studio.log(`a router that throws: ${String(error)}`),
    );
  });
  studio.events.listen((event) => {
    const window = ourWindow();
    if (window !== null && !window.isDestroyed()) post(window.webContents, { event }, studio);
  });
}

/** The main frame of our window, showing our page. Frames inside it, other windows and pages are strangers. */
function isFromOurPage(event: IpcMainEvent, window: BrowserWindow | null): boolean {
  const { senderFrame: frame, sender } = event;
  return (
    window !== null &&
    !window.isDestroyed() &&
    sender === window.webContents &&
    frame !== null &&
    frame === window.webContents.mainFrame &&
    frame.parent === null &&
    frame.origin === origin &&
    ourAddress(frame.url) !== null
  );
}

function post(contents: WebContents, message: FromApp, studio: Studio): void {
  if (contents.isDestroyed()) return;
  try {
    contents.send(channel, message);
  } catch (error) {
    studio.log(`a message that cannot be sent: ${messageOf(error)}`);
    if ('output' in message) {
      const problem = {
        code: 'internal' as const,
        message: 'Something went wrong inside Pretext Studio.',
        remedy: 'Try again. What was saved is safe; the log says more.',
        path: null,
      };
      contents.send(channel, { id: message.id, error: problem } satisfies FromApp);
    }
  }
}
