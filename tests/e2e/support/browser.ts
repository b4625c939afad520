import { existsSync } from 'node:fs';
import chromium from '@sparticuz/chromium';
import { type Browser, chromium as playwright } from 'playwright-core';

/** Where Debian's package puts it. */
const installed = '/usr/bin/chromium';

/** A real Chromium: one that is installed, or the one inside an npm package. */
export async function startBrowser(): Promise<Browser> {
  const has = existsSync(installed);
  return await playwright.launch({
    executablePath: has ? installed : await chromium.executablePath(),
    args: has ? ['--no-sandbox', '--use-gl=angle', '--use-angle=swiftshader'] : chromium.args,
    headless: true,
  });
}
