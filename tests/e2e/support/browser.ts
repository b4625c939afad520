import { existsSync } from 'node:fs';
import chromium from '@sparticuz/chromium';
import { type Browser, chromium as playwright } from 'playwright-core';

/** Where Debian's package puts it. */
const installed = '/usr/bin/chromium';

/**
 * A real Chromium: one that is installed, or the one inside an npm package. That package's own arguments are left out: they
 * switch web security off.
 */
export async function startBrowser(more: readonly string[] = []): Promise<Browser> {
  const executablePath = existsSync(installed) ? installed : await chromium.executablePath();
  return await playwright.launch({
    executablePath,
    headless: true,
    args: ['--no-sandbox', '--use-gl=angle', '--use-angle=swiftshader', ...more],
  });
}
