import { expect } from 'vitest';
import type { TestApp } from './app.ts';

/** A screen as it should be: photographed, nothing for axe to find, nothing the page complained of. */
export async function look(app: TestApp, name: string): Promise<void> {
  await app.shot(name);
  expect(await app.violations(), name).toEqual([]);
  expect(app.complaints, name).toEqual([]);
}
