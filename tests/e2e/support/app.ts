import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { startBrowser } from './browser.ts';

const root = path.join(import.meta.dirname, '../../..');
const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core'), 'utf8');
/** Where screenshots go: into the documentation when it is asked for, else beside the test's other files. */
const screensDir = process.env['PRETEXT_SCREENS'];

/** Messages of the browser that are no fault: what it says when the server was ended on purpose. */
const harmless = /ERR_CONNECTION_REFUSED|ERR_CONNECTION_RESET|WebSocket connection to .* failed/;

interface Violation {
  id: string;
  nodes: { target: string[]; failureSummary?: string }[];
}

/** The app as a person has it: `pretext serve` and a page in a real browser. */
export class TestApp {
  /** Those that were started here and not yet closed. */
  static readonly open = new Set<TestApp>();
  readonly dir: string;
  readonly browser: Browser;
  readonly page: Page;
  /** What the page complained of. */
  readonly complaints: string[] = [];
  /** From the program's start to a page that can be used, milliseconds; the browser was running already. */
  usableAfter = Number.NaN;
  readonly #server: ChildProcess;

  private constructor(dir: string, server: ChildProcess, browser: Browser, page: Page) {
    this.dir = dir;
    this.#server = server;
    this.browser = browser;
    this.page = page;
    page.on('console', (message) => {
      const text = message.text();
      if (message.type() === 'error' && !harmless.test(text)) this.complaints.push(text);
    });
    page.on('pageerror', (error) => this.complaints.push(error.message));
  }

  static async start(
    options: { width?: number; height?: number; home?: string } = {},
  ): Promise<TestApp> {
    if (!existsSync(path.join(root, 'renderer/dist/index.html'))) {
      throw new Error('The window is not built: npm run build.');
    }
    const dir = mkdtempSync(path.join(tmpdir(), 'pretext-e2e-'));
    const browser = await startBrowser([
      '--use-fake-device-for-media-stream',
      '--use-fake-ui-for-media-stream',
    ]);
    const { width = 1280, height = 800, home = path.join(dir, 'home') } = options;
    const page = await browser.newPage({ viewport: { width, height }, acceptDownloads: true });
    page.setDefaultTimeout(60_000); // a machine may be busy with other tests
    const begun = performance.now();
    const server = spawn(process.execPath, ['main/shell/cli/main.ts', 'serve'], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, PRETEXT_HOME: home },
    });
    const address = await addressOf(server);
    const app = new TestApp(dir, server, browser, page);
    TestApp.open.add(app);
    await page.goto(address);
    await page.getByRole('heading', { level: 1 }).waitFor();
    app.usableAfter = performance.now() - begun;
    return app;
  }

  /** Drops files and folders on the window, as a file manager does: the browser hands them to the page itself. */
  async drop(...paths: string[]): Promise<void> {
    const browser = await this.page.context().newCDPSession(this.page);
    const { width, height } = this.page.viewportSize() ?? { width: 0, height: 0 };
    const data = { items: [], files: paths, dragOperationsMask: 1 };
    const send = async (type: 'dragEnter' | 'dragOver' | 'drop'): Promise<void> => {
      await browser.send('Input.dispatchDragEvent', { type, x: width / 2, y: height / 2, data });
    };
    await send('dragEnter');
    await send('dragOver');
    // Nobody lets go before the window says that it takes them; and until then the pointer moves on.
    await this.page.locator('.border-dashed.border-accent').waitFor();
    await send('dragOver');
    await send('drop');
    await browser.detach();
  }

  /** Opens a project by its folder, from the first page. */
  async openProject(folder: string): Promise<void> {
    const { page } = this;
    await page.getByRole('button', { name: 'Open…' }).first().click();
    await page.getByLabel('Path of the folder').fill(folder);
    await page.getByRole('dialog').getByRole('button', { name: 'Open', exact: true }).click();
    await page.getByRole('heading', { level: 1, name: 'Data' }).waitFor();
  }

  /** Goes to a screen of the project that is open. */
  async go(name: string): Promise<void> {
    await this.page.getByRole('navigation').getByRole('link', { name }).click();
    await this.page.getByRole('heading', { level: 1, name }).waitFor();
  }

  /** Waits until notices have gone and nothing moves any more, and keeps a picture of the screen. */
  async shot(name: string): Promise<void> {
    await this.page.mouse.move(1, 1); // a notice under the pointer stays
    await this.page.locator('[data-sonner-toast]').first().waitFor({ state: 'detached' });
    const dir = screensDir ?? path.join(this.dir, 'screens');
    mkdirSync(dir, { recursive: true });
    await this.page.waitForTimeout(400);
    await this.page.screenshot({ path: path.join(dir, `${name}.png`), timeout: 120_000 });
  }

  /** What is on the screen, as a screen reader has it, and what the page complained of. */
  async inWords(): Promise<string> {
    return [await this.page.locator('body').ariaSnapshot(), ...this.complaints].join('\n');
  }

  /** What axe finds on the screen: rule and place, none when all is well. */
  async violations(): Promise<string[]> {
    await this.page.evaluate(axeSource);
    const found = await this.page.evaluate(async () => {
      const { axe } = globalThis as unknown as {
        axe: { run(): Promise<{ violations: Violation[] }> };
      };
      return (await axe.run()).violations;
    });
    return found.flatMap(({ id, nodes }) =>
      nodes.map(
        ({ target, failureSummary }) => `${id}: ${target.join(' ')} ${failureSummary ?? ''}`,
      ),
    );
  }

  async close(): Promise<void> {
    TestApp.open.delete(this);
    await this.browser.close();
    const ended = once(this.#server, 'exit');
    this.#server.kill('SIGINT');
    await ended;
    rmSync(this.dir, { recursive: true, force: true });
  }
}

/** What the server prints first; it may go on printing. */
async function addressOf(server: ChildProcess): Promise<string> {
  let said = '';
  return await new Promise((resolve, reject) => {
    server.stdout?.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      const address = /http:\/\/\S+#token=\w+/.exec(said)?.[0];
      if (address !== undefined) resolve(address);
    });
    server.on('exit', () => reject(new Error(`the server ended: ${said}`)));
  });
}
