import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { Studio } from '../../../main/app/studio/studio.ts';
import { serveProtocol } from '../../../main/shell/electron/protocol.ts';
import { StaticFiles } from '../../../main/shell/web/static-files.ts';
import {
  exportPath,
  imagePath,
  predictionImagePath,
  predictionSoundPath,
  soundPath,
} from '../../../shared/contract/wire.ts';
import { PretextError } from '../../../shared/errors.ts';
import { protocol, resetElectron } from '../../support/fake-electron.ts';

vi.mock('electron', () => import('../../support/fake-electron.ts'));

const secret = 'this must not leave';
const project = 'a'.repeat(16);
let dir: string;
let studio: Studio;

beforeAll(() => {
  resetElectron();
  dir = mkdtempSync(path.join(tmpdir(), 'pretext-protocol-'));
  const dist = path.join(dir, 'dist');
  for (const folder of [path.join(dist, 'assets'), path.join(dir, 'dist-other')]) {
    mkdirSync(folder, { recursive: true });
  }
  writeFileSync(path.join(dist, 'index.html'), '<!doctype html>page');
  writeFileSync(path.join(dist, 'assets/app-1.js'), 'script');
  writeFileSync(path.join(dist, 'assets/.hidden.js'), secret);
  writeFileSync(path.join(dir, 'secret.html'), secret);
  writeFileSync(path.join(dir, 'dist-other/secret.html'), secret);
  symlinkSync(path.join(dir, 'secret.html'), path.join(dist, 'link.html'));
  symlinkSync(path.join(dir, 'dist-other'), path.join(dist, 'folder'));
  studio = new Studio({ home: path.join(dir, 'home') });
  serveProtocol(studio, new StaticFiles(dist));
});
afterAll(async () => {
  await studio.close();
  rmSync(dir, { recursive: true, force: true });
});

/** As Chromium asks: `address` may be no URL that a `Request` can have. */
async function ask(address: string, method = 'GET'): Promise<Response> {
  const handler = protocol.handlers.get('pretext');
  if (handler === undefined) throw new Error('no handler');
  return await handler({ url: address, method } as Request);
}

describe('pretext://app', () => {
  it('serves the page and its parts', async () => {
    const page = await ask('pretext://app/');
    expect([page.status, await page.text()]).toEqual([200, '<!doctype html>page']);
    const script = await ask('pretext://app/assets/app-1.js');
    expect(script.headers.get('content-type')).toContain('text/javascript');
    expect(script.headers.get('cache-control')).toContain('immutable');
    expect((await ask('pretext://app/index.html?x=1#/settings')).status).toBe(200);
  });

  it('serves pictures by id', async () => {
    const bytes = new Uint8Array([1, 2, 3]);
    const sample = vi
      .spyOn(studio, 'samplePicture')
      .mockResolvedValue({ mediaType: 'image/png', bytes });
    const response = await ask(`pretext://app/${imagePath(project, 12)}`);
    expect(new Uint8Array(await response.arrayBuffer())).toEqual(bytes);
    expect(response.headers.get('content-type')).toBe('image/png');
    expect(sample).toHaveBeenCalledWith(project, 12);
    sample.mockRestore();
    const prediction = vi
      .spyOn(studio, 'predictionPicture')
      .mockResolvedValue({ mediaType: 'image/png', bytes });
    await ask(`pretext://app/${predictionImagePath(project, 0)}`);
    expect(prediction).toHaveBeenCalledWith(project, 0);
    prediction.mockRestore();
  });

  it('serves recordings by id', async () => {
    const file = { mediaType: 'audio/wav', bytes: new Uint8Array([1, 2, 3]) };
    const sample = vi.spyOn(studio, 'sampleSound').mockReturnValue(file);
    const response = await ask(`pretext://app/${soundPath(project, 12)}`);
    expect(new Uint8Array(await response.arrayBuffer())).toEqual(file.bytes);
    expect(response.headers.get('content-type')).toBe('audio/wav');
    expect(sample).toHaveBeenCalledWith(project, 12);
    sample.mockRestore();
    const prediction = vi.spyOn(studio, 'predictionSound').mockReturnValue(file);
    await ask(`pretext://app/${predictionSoundPath(project, 0)}`);
    expect(prediction).toHaveBeenCalledWith(project, 0);
    prediction.mockRestore();
  });

  it('says in words what is not there, without what only the log may know', async () => {
    for (const address of [
      imagePath(project, 1),
      predictionImagePath(project, 1),
      soundPath(project, 1),
      predictionSoundPath(project, 1),
      exportPath(project, 1),
    ]) {
      expect((await ask(`pretext://app/${address}`)).status, address).toBe(404);
    }
    const broken = vi.spyOn(studio, 'samplePicture').mockRejectedValue(new Error(secret));
    const response = await ask(`pretext://app/${imagePath(project, 1)}`);
    expect(response.status).toBe(500);
    expect(await response.text()).not.toContain(secret);
    broken.mockRejectedValue(new PretextError('not-found', 'Gone.'));
    expect((await ask(`pretext://app/${imagePath(project, 1)}`)).status).toBe(404);
    broken.mockRestore();
  });

  it.each(['POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH'])('refuses %s', async (method) => {
    expect((await ask('pretext://app/', method)).status).toBe(405);
  });

  it('serves nothing outside for 200 and more traversals and encodings', async () => {
    const ups = [
      '../',
      '..\\',
      '%2e%2e/',
      '%2e%2e%2f',
      '..%2f',
      '..%5c',
      '%252e%252e%252f',
      '..;/',
      '.%2e/',
      '..%00/',
      '..%c0%af',
      '%uff0e%uff0e/',
      '....//',
      '..././',
      '/../',
      '\\..\\',
    ];
    const targets = ['secret.html', 'dist-other/secret.html', 'etc/passwd', 'Windows/win.ini'];
    const places = ['', 'assets/', 'images/', 'downloads/'];
    const addresses = [
      ...ups.flatMap((up) =>
        places.flatMap((place) =>
          targets.map((target) => `pretext://app/${place}${up}${up}${target}`),
        ),
      ),
      ...[
        'link.html',
        'folder/secret.html',
        'assets/.hidden.js',
        'assets',
        'assets/',
        '.',
        '..',
        '%2e',
        '/etc/passwd',
        '//etc/passwd',
        `${dir}/secret.html`,
        'C:/secret.html',
        'C:%5Csecret.html',
        '~/secret.html',
        'index.html%00.js',
        'index.html/',
        'index.html.',
        'INDEX.HTML%20',
        'assets/app-1.js::$DATA',
        `images/${project}/../../secret.html`,
        `images/${project}/01`,
        `images/${project}/-1`,
        `images/${project}/1e3`,
        `images/${'g'.repeat(16)}/1`,
        `downloads/${project}/1/../../secret.html`,
        '\u202esecret.html',
        'assets%2fapp-1.js',
      ].map((name) => `pretext://app/${name}`),
      'pretext://other/index.html',
      'pretext://app@other/index.html',
      'pretext://other@app/index.html',
      'pretext://app:80/index.html',
      'pretext://app.other/index.html',
      'https://app/index.html',
      'file:///etc/passwd',
      'pretext:///index.html',
      'no address',
      '',
    ];
    expect(addresses.length).toBeGreaterThanOrEqual(200);
    for (const address of addresses) {
      const response = await ask(address);
      const body = await response.text();
      expect(body, address).not.toContain(secret);
      // `..` in plain is taken out by the address's own rules: the page's files alone can be left.
      if (response.status === 200)
        expect(['<!doctype html>page', 'script'], address).toContain(body);
      else expect([403, 404], address).toContain(response.status);
    }
  });
});
