import { browserFile } from './browser.ts';

/** Unpacks the browser before any test asks for it: of two that unpack it at once, one would start a half-written file. */
export default async function setup(): Promise<void> {
  await browserFile();
}
