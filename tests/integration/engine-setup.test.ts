import { closeSync, existsSync, openSync, readdirSync, writeSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { beforeEach, expect, test } from 'vitest';
import { seededUniform } from '../../main/learn/data/seeded.ts';
import { faultOfBundle } from '../../main/learn/engine/install/bundle.ts';
import { BINDING_FILE, bundleKey } from '../../main/learn/engine/install/platform.ts';
import { EngineSandbox, ended } from '../support/engine-sandbox.ts';

let sandbox: EngineSandbox;
beforeEach(() => {
  sandbox = new EngineSandbox();
});

/** Waits until the set-up has got somewhere. */
async function until(condition: () => boolean): Promise<void> {
  for (let tries = 0; !condition(); tries++) {
    if (tries > 3000) throw new Error('it did not come to that');
    await wait(10);
  }
}

function killGroup(pid: number | undefined): void {
  process.kill(-(pid ?? Number.NaN), 'SIGKILL');
}

test('a set-up that is killed while downloading leaves no engine, and the next one clears up after it', async () => {
  // pip's stand-in leaves half a file and hangs.
  const hanging = sandbox.fakeProgram(
    'python',
    'while [ "$1" != --dest ]; do shift; done',
    'printf half > "$2/tensorflow.whl.part"',
    'sleep 600',
  );
  const env = { PRETEXT_ENGINE_SOURCES: 'cache,wheel', PYTHON: hanging };
  const child = sandbox.start(env);
  const cache = path.join(sandbox.cache, 'engine');
  const partial = `${bundleKey}.partial-${child.pid}`;
  await until(() => existsSync(path.join(cache, partial, 'wheel/tensorflow.whl.part')));
  killGroup(child.pid);
  await ended(child);
  expect(readdirSync(cache)).toEqual([partial]);
  expect(existsSync(sandbox.installed)).toBe(false);

  const failing = sandbox.fakeProgram('no-pip', 'echo "no network" >&2', 'exit 1');
  const { code, output } = await sandbox.setUp({ ...env, PYTHON: failing });
  expect(code).toBe(1);
  expect(output).toContain('No learning engine could be set up on');
  expect(output).toContain('no network');
  expect(output).toContain('doctor --fix');
  expect(sandbox.leftovers()).toEqual([]);
});

test('a wheel with a wrong checksum is refused and nothing of it stays', async () => {
  const lying = sandbox.fakeProgram(
    'python',
    'while [ "$1" != --dest ]; do shift; done',
    'printf "not the wheel" > "$2/tensorflow.whl"',
  );
  const { code, output } = await sandbox.setUp({ PRETEXT_ENGINE_SOURCES: 'wheel', PYTHON: lying });
  expect(code).toBe(1);
  expect(output).toMatch(/tensorflow\.whl has checksum [0-9a-f]{64}, expected/);
  expect(sandbox.leftovers()).toEqual([]);
});

test('a cached copy with one byte changed is refused by name', async () => {
  const bundle = sandbox.fillCache();
  expect(await faultOfBundle(bundle)).toBeUndefined();
  const file = openSync(path.join(bundle, BINDING_FILE), 'r+');
  writeSync(file, Buffer.from([0x21]), 0, 1, 5000);
  closeSync(file);
  const { code, output } = await sandbox.setUp({ PRETEXT_ENGINE_SOURCES: 'cache' });
  expect(code).toBe(1);
  expect(output).toContain(`${BINDING_FILE} has the wrong checksum`);
  expect(existsSync(sandbox.installed)).toBe(false);
});

test('killed at random moments, a set-up leaves a whole engine or none, and the next one ends well', async () => {
  sandbox.fillCache();
  const env = { PRETEXT_ENGINE_SOURCES: 'cache' };
  const uniform = seededUniform(4);
  for (let kill = 0; kill < 6; kill++) {
    const child = sandbox.start(env);
    const whole = ended(child);
    await wait(200 + 2500 * uniform());
    if (child.exitCode === null) killGroup(child.pid);
    await whole;
    const fault = await faultOfBundle(sandbox.installed);
    expect([undefined, 'not there']).toContain(fault);
  }
  const { code, output } = await sandbox.setUp(env);
  expect(code, output).toBe(0);
  expect(output).toMatch(/engine ready|the engine is in place and works/);
  expect(sandbox.leftovers().sort()).toEqual(['napi-v8', bundleKey].sort());
});
