import { afterEach } from 'vitest';
import { TestApp } from './app.ts';

// A test that fails on another machine leaves no picture: what was on the screen stands beside its error, in words.
afterEach(async ({ task }) => {
  if (task.result?.state !== 'fail') return;
  for (const app of TestApp.open) {
    console.error(`“${task.name}” failed. On the screen:\n${await app.inWords()}`);
  }
});
