import { app, BrowserWindow, nativeTheme } from 'electron';
import type { WindowCommand } from '../../../shared/contract/commands.ts';
import type { Log } from '../../app/studio/problem.ts';
import { startAddress } from './address.ts';
import { channel } from './channel.ts';
import { webPreferences } from './web-preferences.ts';
import type { SavedWindowState } from './window-state.ts';

const smallest = { minWidth: 960, minHeight: 640 };
const saveMilliseconds = 500;

/** The app's one window. */
export class StudioWindow {
  readonly #state: SavedWindowState;
  readonly #log: Log;
  #window: BrowserWindow | null = null;
  /** Commands for a page that is not there yet. */
  #waiting: WindowCommand[] = [];

  constructor(state: SavedWindowState, log: Log) {
    this.#state = state;
    this.#log = log;
  }

  get current(): BrowserWindow | null {
    return this.#window;
  }

  /** Whether a person is looking at it. */
  get isWatched(): boolean {
    const window = this.#window;
    return window?.isVisible() === true && !window.isMinimized() && window.isFocused();
  }

  /** Opens the window, which shows itself once there is something to see. */
  open(): BrowserWindow {
    const window = new BrowserWindow({
      ...this.#state.bounds,
      ...smallest,
      show: false,
      title: app.name,
      backgroundColor: nativeTheme.shouldUseDarkColors ? '#0b0d12' : '#ffffff',
      webPreferences: webPreferences(app.isPackaged),
    });
    this.#window = window;
    window.once('ready-to-show', () => {
      if (this.#state.maximized) window.maximize();
      window.show();
    });
    this.#keepState(window);
    window.on('closed', () => {
      this.#window = null;
    });
    window.webContents.on('did-finish-load', () => {
      for (const command of this.#waiting.splice(0)) this.send(command);
    });
    this.load();
    return window;
  }

  /** Loads the page, anew when it was there. */
  load(): void {
    this.#window?.loadURL(startAddress).catch((error: unknown) => {
      this.#log(`the window's page did not load: ${String(error)}`);
    });
  }

  /** Puts the window in front. */
  show(): void {
    const window = this.#window;
    if (window === null) return;
    if (window.isMinimized()) window.restore();
    window.show();
    window.focus();
  }

  /** Asks the page for something. */
  send(command: WindowCommand): void {
    const window = this.#window;
    if (window === null || window.webContents.isLoading()) this.#waiting.push(command);
    else window.webContents.send(channel, { command });
  }

  #keepState(window: BrowserWindow): void {
    let timer: NodeJS.Timeout | undefined;
    const save = (): void => {
      try {
        this.#state.save(window);
      } catch (error) {
        this.#log(`the window's place could not be kept: ${String(error)}`);
      }
    };
    const later = (): void => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        if (!window.isDestroyed()) save();
      }, saveMilliseconds);
    };
    window.on('resize', later);
    window.on('move', later);
    window.on('close', save);
  }
}
