import { existsSync } from 'node:fs';
import chromium from '@sparticuz/chromium';
import { type Browser, chromium as playwright } from 'playwright-core';

/** Where Debian's package puts it. */
const installed = '/usr/bin/chromium';

/** A real Chromium: one that is installed, or the one inside an npm package, which is unpacked where that is not done yet. */
export async function browserFile(): Promise<string> {
  return existsSync(installed) ? installed : await chromium.executablePath();
}

/** The npm package's own arguments are left out: they switch web security off. */
export async function startBrowser(more: readonly string[] = []): Promise<Browser> {
  return await playwright.launch({
    executablePath: await browserFile(),
    headless: true,
    args: ['--no-sandbox', '--use-gl=angle', '--use-angle=swiftshader', ...more],
  });
}
