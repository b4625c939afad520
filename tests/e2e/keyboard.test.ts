import { afterAll, beforeAll, expect, test } from 'vitest';
import { TestApp } from './support/app.ts';

/** The mouse is never touched. */
let app: TestApp;

beforeAll(async () => {
  app = await TestApp.start({ width: 900, height: 700 });
});
afterAll(async () => await app?.close());

/** Presses Tab until what has the focus says so. @throws when it never does */
async function tabTo(wanted: RegExp, most = 80): Promise<void> {
  const seen: string[] = [];
  for (let i = 0; i < most; i++) {
    await app.page.keyboard.press('Tab');
    const focused = await app.page.evaluate<string>(`(() => {
      const { activeElement: e } = document;
      return (e.getAttribute('role') ?? e.tagName.toLowerCase()) + ' ' + (e.getAttribute('aria-label') ?? e.textContent).trim();
    })()`);
    expect(await isSeen(), `${focused}: an outline`).toBe(true);
    if (wanted.test(focused)) return;
    seen.push(focused.slice(0, 40));
  }
  throw new Error(`Tab never reached ${String(wanted)}: ${seen.join(' | ')}`);
}

/** Whether what has the focus shows it: by an outline or a shadow of its own, or of what it is in, as a choice's whole card. */
async function isSeen(): Promise<boolean> {
  return await app.page.evaluate<boolean>(`(() => {
    const shows = (e) => {
      const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(e);
      return (outlineStyle !== 'none' && outlineWidth !== '0px') || boxShadow !== 'none';
    };
    const { activeElement: e } = document;
    // After the last stop the page has it, on the way round.
    return e === document.body || shows(e) || (e.tagName === 'INPUT' && shows(e.closest('label') ?? e));
  })()`);
}

test('the first Tab offers to skip the menu', async () => {
  const { page } = app;
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  expect(await page.evaluate<string>('document.activeElement.id')).toBe('content');
});

test('the sample becomes a project', async () => {
  const { page } = app;
  await tabTo(/Sample without labels/);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: 'Data' }).waitFor();
  await page.getByText(/5,000 pictures imported/).waitFor({ timeout: 120_000 });
});

test('pictures are chosen by arrows and Space, looked at by Enter, left out and taken back', async () => {
  const { page } = app;
  await tabTo(/^option/);
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Space');
  await expect.poll(() => page.locator('[role=option][aria-selected=true]').count()).toBe(1);
  await page.keyboard.press('Enter');
  await page.getByRole('complementary').or(page.getByRole('dialog')).first().waitFor();
  await page.keyboard.press('Escape');
  await tabTo(/Leave out/);
  await page.keyboard.press('Enter');
  await page.getByText('4,999 pictures ready').waitFor();
  await page.keyboard.press('Control+z');
  await page.getByText('5,000 pictures ready').waitFor();
});

test('a class is made and a picture labelled without a pretraining', async () => {
  const { page } = app;
  await tabTo(/^a Label/);
  await page.keyboard.press('Enter');
  await page.locator('figure img').waitFor({ timeout: 60_000 });
  await tabTo(/^input/);
  await page.keyboard.type('boot');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'More for boot' }).waitFor();
  await tabTo(/^button More for boot/);
  await page.keyboard.press('1');
  // One by its new class, the next by the key of the first class: two labels, whichever class is first.
  const labels = page.locator('[data-class]').getByText(/^\d+ labels?$/);
  await expect
    .poll(async () =>
      (await labels.allTextContents()).reduce((sum, text) => sum + parseInt(text, 10), 0),
    )
    .toBe(2);
  expect(app.complaints).toEqual([]);
});
