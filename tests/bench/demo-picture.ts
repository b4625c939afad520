/** `npm run demo:picture`: runs the demo, and photographs what it says at the end for the README (`docs/demo.png`). Both cores, four minutes. */
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { startBrowser } from '../e2e/support/browser.ts';

const root = path.resolve(import.meta.dirname, '../..');
const { status, stdout, stderr } = spawnSync('npm', ['run', '-s', 'demo'], {
  cwd: root,
  encoding: 'utf8',
});
if (status !== 0) throw new Error(`the demo failed: ${stderr}`);
console.log(stdout);

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
const lines = stdout
  .replaceAll(`${root}${path.sep}`, '')
  .trim()
  .split('\n')
  .map((line) => (line.includes('← best') ? `<b>${escaped(line)}</b>` : escaped(line)));
const browser = await startBrowser();
const page = await browser.newPage({ deviceScaleFactor: 1 });
await page.setContent(`<style>
  body { margin: 0; width: max-content; background: #16181d; color: #e6e6e6; border-radius: 8px }
  pre { margin: 0; padding: 20px; font: 14px/18px 'DejaVu Sans Mono', monospace; max-width: 1000px; white-space: pre-wrap }
  b { color: #8fd48f; font-weight: normal }
</style><body><pre>$ npm run demo\n\n${lines.join('\n')}</pre>`);
await page.locator('body').screenshot({ path: path.join(root, 'docs/demo.png') });
await browser.close();
