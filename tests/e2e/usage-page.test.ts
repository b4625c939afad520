import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Browser } from 'playwright-core';
import { createServer, type ViteDevServer } from 'vite';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { randomExports } from '../support/random-export.ts';
import { type UsageCaseName, usageCases } from '../support/usage-cases.ts';
import { appTells, expectTold, toldBy } from '../support/usage-programs.ts';
import { startBrowser } from './support/browser.ts';

/** `use-in-page.js` as it lies beside an export, on a page of a real browser that has what its first lines ask for, says what the app says. */

const names = Object.keys(usageCases) as UsageCaseName[];
const folder = mkdtempSync(path.join(tmpdir(), 'pretext-test-'));
let server: ViteDevServer;
let browser: Browser;

beforeAll(async () => {
  symlinkSync(
    path.join(import.meta.dirname, '../../node_modules'),
    path.join(folder, 'node_modules'),
    'junction',
  );
  server = await createServer({
    root: folder,
    configFile: false,
    logLevel: 'error',
    cacheDir: path.join(folder, 'cache'),
    // Found at the first page otherwise, which would be loaded twice.
    optimizeDeps: { include: ['@tensorflow/tfjs', 'csv-parse/browser/esm/sync'] },
    server: { port: 0, strictPort: false, hmr: false, watch: null },
  });
  await server.listen();
  browser = await startBrowser();
});
afterAll(async () => {
  await browser?.close();
  await server?.close();
  rmSync(folder, { recursive: true, force: true });
});

test.for(names)('%s', async (name, context) => {
  const dir = path.join(folder, String(names.indexOf(name)));
  const data = path.join(dir, 'data');
  mkdirSync(data, { recursive: true });
  const tried = await usageCases[name](data);
  if (tried.browserFiles.length === 0) return context.skip('films need ffmpeg');
  const { tfjs } = await randomExports(dir, ['tfjs'], tried.preprocessing, tried);
  writeFileSync(
    path.join(tfjs, 'index.html'),
    '<!doctype html><input type="file" multiple /><output></output><script type="module" src="use-in-page.js"></script>',
  );
  const ours = await appTells(tfjs, tried.browserFiles);
  const page = await browser.newPage();
  const problems: string[] = [];
  page.on('pageerror', ({ message }) => problems.push(message));
  const url = server.resolvedUrls?.local[0] ?? '';
  await page.goto(`${url}${path.relative(folder, tfjs)}/index.html`, { waitUntil: 'commit' });
  await page.locator('input').setInputFiles(tried.browserFiles);
  const output = page.locator('output');
  const said = async (): Promise<number> =>
    ((await output.textContent()) ?? '').split('\n').length - 1;
  // Files are chosen while the model is loading; a problem ends the wait.
  await expect
    .poll(async () => problems.length > 0 || (await said()) === ours.length, { timeout: 60_000 })
    .toBe(true);
  expect(problems).toEqual([]);
  expectTold(toldBy((await output.textContent()) ?? ''), ours, tried.tolerance.browser);
  await page.close();
});
