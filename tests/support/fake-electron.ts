/** A stand-in for the `electron` module: what our shell uses of it, with what it was told kept to be looked at. */
import { EventEmitter } from 'node:events';
import { existsSync } from 'node:fs';
import { PassThrough } from 'node:stream';

export class FakeFrame {
  origin = 'pretext://app';
  url = 'pretext://app/';
  parent: FakeFrame | null = null;
  constructor(fields: Partial<FakeFrame> = {}) {
    Object.assign(this, fields);
  }
}

type WindowOpenHandler = (details: { url: string }) => { action: string };

export class FakeWebContents extends EventEmitter {
  mainFrame = new FakeFrame();
  sent: { channel: string; message: unknown }[] = [];
  windowOpenHandler: WindowOpenHandler | undefined;
  destroyed = false;
  loading = false;
  drags: { file: string; files: string[] }[] = [];
  startDrag({ file, files }: { file: string; files: string[]; icon: unknown }): void {
    this.drags.push({ file, files });
  }
  send(channel: string, message: unknown): void {
    this.sent.push({ channel, message: structuredClone(message) });
  }
  isDestroyed(): boolean {
    return this.destroyed;
  }
  isLoading(): boolean {
    return this.loading;
  }
  setWindowOpenHandler(handler: WindowOpenHandler): void {
    this.windowOpenHandler = handler;
  }
}

interface WindowOptions {
  x?: number;
  y?: number;
  width?: number;
  height?: number;
  show?: boolean;
  webPreferences?: Record<string, unknown>;
}

export class BrowserWindow extends EventEmitter {
  static all: BrowserWindow[] = [];
  readonly webContents = new FakeWebContents();
  readonly options: WindowOptions;
  loaded: string[] = [];
  progress: { value: number; mode: string | undefined }[] = [];
  visible = false;
  minimized = false;
  focused = false;
  maximized = false;
  destroyed = false;
  bounds = { x: 10, y: 20, width: 1200, height: 800 };
  constructor(options: WindowOptions) {
    super();
    this.options = options;
    BrowserWindow.all.push(this);
    app.emit('web-contents-created', {}, this.webContents);
  }
  async loadURL(address: string): Promise<void> {
    this.loaded.push(address);
  }
  show(): void {
    this.visible = true;
  }
  focus(): void {
    this.focused = true;
  }
  restore(): void {
    this.minimized = false;
  }
  maximize(): void {
    this.maximized = true;
  }
  isVisible(): boolean {
    return this.visible;
  }
  isMinimized(): boolean {
    return this.minimized;
  }
  isFocused(): boolean {
    return this.focused;
  }
  isMaximized(): boolean {
    return this.maximized;
  }
  isDestroyed(): boolean {
    return this.destroyed;
  }
  getNormalBounds(): typeof this.bounds {
    return this.bounds;
  }
  setProgressBar(value: number, options?: { mode: string }): void {
    this.progress.push({ value, mode: options?.mode });
  }
}

class FakeApp extends EventEmitter {
  name = 'Pretext Studio';
  isPackaged = true;
  quits = 0;
  exits: number[] = [];
  recent: string[] = [];
  paths: Record<string, string> = {};
  sandboxed = false;
  hasLock = true;
  enableSandbox(): void {
    this.sandboxed = true;
  }
  requestSingleInstanceLock(): boolean {
    return this.hasLock;
  }
  async getFileIcon(file: string): Promise<unknown> {
    return { of: file };
  }
  setAppUserModelId(): void {}
  async whenReady(): Promise<void> {}
  setPath(name: string, folder: string): void {
    if (!existsSync(folder)) throw new Error(`Failed to set path: ${folder} is not there`);
    this.paths[name] = folder;
  }
  getPath(name: string): string {
    const folder = this.paths[name];
    if (folder === undefined) throw new Error(`no path ${name}`);
    return folder;
  }
  quit(): void {
    this.quits += 1;
  }
  exit(code: number): void {
    this.exits.push(code);
  }
  addRecentDocument(file: string): void {
    this.recent.push(file);
  }
  clearRecentDocuments(): void {
    this.recent = [];
  }
}
export const app = new FakeApp();

export const ipcMain = new EventEmitter();
export const powerMonitor = new EventEmitter();
export const nativeTheme = { themeSource: 'system', shouldUseDarkColors: false };
export const screen = {
  displays: [{ workArea: { x: 0, y: 0, width: 1920, height: 1080 } }],
  getAllDisplays: (): { workArea: Record<'x' | 'y' | 'width' | 'height', number> }[] =>
    screen.displays,
};
export const systemPreferences = { askForMediaAccess: async (): Promise<boolean> => true };

type ProtocolHandler = (request: Request) => Promise<Response>;
export const protocol = {
  privileged: [] as unknown[],
  handlers: new Map<string, ProtocolHandler>(),
  registerSchemesAsPrivileged(schemes: unknown[]): void {
    protocol.privileged.push(...schemes);
  },
  handle(scheme: string, handler: ProtocolHandler): void {
    protocol.handlers.set(scheme, handler);
  },
};

type RequestHandler = (
  contents: unknown,
  permission: string,
  answer: (granted: boolean) => void,
  details: Record<string, unknown>,
) => void;
type CheckHandler = (
  contents: unknown,
  permission: string,
  origin: string,
  details: Record<string, unknown>,
) => boolean;
type BeforeRequest = (
  details: { url: string },
  answer: (response: { cancel: boolean }) => void,
) => void;

class FakeSession extends EventEmitter {
  onRequest: RequestHandler | undefined;
  onCheck: CheckHandler | undefined;
  onDevice: (() => boolean) | undefined;
  beforeRequest: BeforeRequest | undefined;
  readonly webRequest = {
    onBeforeRequest: (handler: BeforeRequest): void => {
      this.beforeRequest = handler;
    },
  };
  setPermissionRequestHandler(handler: RequestHandler): void {
    this.onRequest = handler;
  }
  setPermissionCheckHandler(handler: CheckHandler): void {
    this.onCheck = handler;
  }
  setDevicePermissionHandler(handler: () => boolean): void {
    this.onDevice = handler;
  }
  setDisplayMediaRequestHandler(): void {}
}
export const session = { defaultSession: new FakeSession() };

export const shell = {
  opened: [] as string[],
  shown: [] as string[],
  async openExternal(address: string): Promise<void> {
    shell.opened.push(address);
  },
  showItemInFolder(file: string): void {
    shell.shown.push(file);
  },
};

interface MessageBox {
  message: string;
  detail?: string;
  buttons: string[];
}
export const dialog = {
  /** What the person answers next, in order; the last button when there is none. */
  answers: [] as number[],
  paths: [] as string[],
  asked: [] as MessageBox[],
  opened: [] as { properties: string[]; filters?: unknown }[],
  errors: [] as { title: string; text: string }[],
  async showMessageBox(...args: unknown[]): Promise<{ response: number }> {
    const box = args.at(-1) as MessageBox;
    dialog.asked.push(box);
    return { response: dialog.answers.shift() ?? box.buttons.length - 1 };
  },
  async showOpenDialog(...args: unknown[]): Promise<{ canceled: boolean; filePaths: string[] }> {
    dialog.opened.push(args.at(-1) as (typeof dialog.opened)[number]);
    return { canceled: dialog.paths.length === 0, filePaths: dialog.paths };
  },
  showErrorBox(title: string, text: string): void {
    dialog.errors.push({ title, text });
  },
};

export const powerSaveBlocker = {
  active: new Set<number>(),
  last: 0,
  start(): number {
    powerSaveBlocker.last += 1;
    powerSaveBlocker.active.add(powerSaveBlocker.last);
    return powerSaveBlocker.last;
  },
  stop(id: number): void {
    powerSaveBlocker.active.delete(id);
  },
};

export class Notification extends EventEmitter {
  static shown: Notification[] = [];
  readonly title: string;
  readonly body: string | undefined;
  constructor({ title, body }: { title: string; body?: string }) {
    super();
    this.title = title;
    this.body = body;
  }
  static isSupported(): boolean {
    return true;
  }
  show(): void {
    Notification.shown.push(this);
  }
}

export const Menu = {
  current: null as unknown,
  buildFromTemplate: (template: unknown): unknown => template,
  setApplicationMenu(menu: unknown): void {
    Menu.current = menu;
  },
};

export class FakeUtilityProcess extends EventEmitter {
  pid: number | undefined;
  readonly stderr = new PassThrough();
  readonly entry: string;
  readonly options: { serviceName: string; env: Record<string, string> };
  posted: unknown[] = [];
  kills = 0;
  /** Electron's main process has crashed when something was posted in here. */
  isInsideExit = false;
  constructor(entry: string, options: FakeUtilityProcess['options']) {
    super();
    this.entry = entry;
    this.options = options;
  }
  postMessage(message: unknown): void {
    if (this.isInsideExit) throw new Error('posted to a process inside its exit handler');
    this.posted.push(structuredClone(message));
  }
  kill(): boolean {
    this.kills += 1;
    return true;
  }
  spawn(pid: number): void {
    this.pid = pid;
    this.emit('spawn');
  }
  exit(code: number): void {
    this.pid = undefined;
    this.isInsideExit = true;
    this.emit('exit', code);
  }
  /** What Chromium reports of it. */
  report(reason: string, exitCode = 0): void {
    app.emit(
      'child-process-gone',
      {},
      { type: 'Utility', reason, exitCode, name: this.options.serviceName },
    );
  }
}
type Fork = (entry: string, args: string[], options: FakeUtilityProcess['options']) => unknown;
export const utilityProcess = {
  started: [] as FakeUtilityProcess[],
  /** Another way to start one. */
  instead: null as Fork | null,
  fork: ((entry, args, options) => {
    if (utilityProcess.instead !== null) return utilityProcess.instead(entry, args, options);
    const child = new FakeUtilityProcess(entry, options);
    utilityProcess.started.push(child);
    return child;
  }) as Fork,
};

/** Everything as at a fresh start. */
export function resetElectron(): void {
  for (const emitter of [app, ipcMain, powerMonitor, session.defaultSession]) {
    emitter.removeAllListeners();
  }
  Object.assign(app, {
    sandboxed: false,
    quits: 0,
    exits: [],
    recent: [],
    paths: {},
    isPackaged: true,
    hasLock: true,
  });
  BrowserWindow.all = [];
  Notification.shown = [];
  Menu.current = null;
  Object.assign(shell, { opened: [], shown: [] });
  Object.assign(dialog, { answers: [], paths: [], asked: [], opened: [], errors: [] });
  Object.assign(utilityProcess, { started: [], instead: null });
  powerSaveBlocker.active.clear();
  protocol.handlers.clear();
  protocol.privileged = [];
  screen.displays = [{ workArea: { x: 0, y: 0, width: 1920, height: 1080 } }];
}
