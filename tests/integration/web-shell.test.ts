import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { importData } from '../../main/app/import-data.ts';
import { silentReporter } from '../../main/app/reporter.ts';
import { Studio } from '../../main/app/studio/studio.ts';
import { startWebShell, type WebShell } from '../../main/shell/web/web-shell.ts';
import { CallPairing } from '../../shared/contract/client.ts';
import {
  decodeFromApp,
  encodeMessage,
  exportPath,
  imagePath,
  maxRequestBytes,
  soundPath,
} from '../../shared/contract/wire.ts';
import { writeSampleData } from '../support/project.ts';
import { temporaryHome } from '../support/studio.ts';
import { openSocket, send, signIn, upgradeStatus, type WebRequest } from '../support/web.ts';

const secret = 'what nobody outside may read';
const root = mkdtempSync(path.join(tmpdir(), 'pretext-web-'));
const rendererDir = path.join(root, 'dist');
let studio: Studio;
let shell: WebShell;
let cookie = '';
let project = '';
let sample = 0;
const log: string[] = [];

const origin = (): string => `http://127.0.0.1:${shell.port}`;
const ask = (request: WebRequest) => send(shell.port, request);
const signedIn = (): Record<string, string> => ({ cookie, origin: origin() });

beforeAll(async () => {
  mkdirSync(path.join(rendererDir, 'assets'), { recursive: true });
  mkdirSync(path.join(root, 'dist-evil'));
  writeFileSync(path.join(rendererDir, 'index.html'), '<!doctype html><title>window</title>');
  writeFileSync(path.join(rendererDir, 'assets/app.js'), 'export {};');
  for (const file of ['secret.html', 'dist-evil/secret.html']) {
    writeFileSync(path.join(root, file), secret);
  }
  symlinkSync(path.join(root, 'secret.html'), path.join(rendererDir, 'linked.html'));
  symlinkSync(root, path.join(rendererDir, 'up'));
  studio = new Studio({ home: temporaryHome(), log: (text) => log.push(text) });
  const uploadLimits = { fileBytes: 100_000, batchBytes: 150_000, files: 5 };
  shell = await startWebShell({ studio, port: 0, rendererDir, uploadLimits });
  const data = await writeSampleData(8);
  const open = studio.createProject(path.join(data.dir, 'web'));
  project = open.id;
  const choices = { preprocessing: {}, labelsFrom: null, split: 'train' } as const;
  await importData(open.project, [data.data], choices, {
    reporter: silentReporter,
    signal: new AbortController().signal,
  });
  sample = open.project.store.samples.packed(open.project.dataset().id, 'train')[0]?.id ?? 0;
});

afterAll(async () => {
  await shell.close();
  await studio.close();
  expect(log).toEqual([]);
});

describe('signing in', () => {
  test('the token is 256 bits in the fragment, where no browser sends it', () => {
    expect(new URL(shell.url).hash).toMatch(/^#token=[0-9a-f]{64}$/);
    expect(new URL(shell.url).search).toBe('');
  });

  test.each([
    ['no token', undefined],
    ['an empty token', JSON.stringify({ token: '' })],
    ['a wrong token', JSON.stringify({ token: 'f'.repeat(64) })],
    ['a beginning of a token', JSON.stringify({ token: '0' })],
    ['a number', JSON.stringify({ token: 1 })],
    ['a list', JSON.stringify({ token: ['a'] })],
    ['no JSON', 'token=abc'],
    ['far too much', JSON.stringify({ token: 'x'.repeat(100_000) })],
  ])('%s opens nothing', async (_, body) => {
    const answer = await ask({
      method: 'POST',
      path: '/session',
      headers: { origin: origin() },
      ...(body === undefined ? {} : { body }),
    });
    expect(answer.status).toBe(401);
    expect(answer.headers['set-cookie']).toBeUndefined();
  });

  test('a page of another site cannot spend the token', async () => {
    const token = new URL(shell.url).hash.replace('#token=', '');
    for (const foreign of ['http://evil.example', 'null', undefined]) {
      const answer = await ask({
        method: 'POST',
        path: '/session',
        headers: { origin: foreign },
        body: JSON.stringify({ token }),
      });
      expect(answer.status).toBe(403);
    }
  });

  test('the token becomes a cookie that scripts cannot read, named by port, and is spent', async () => {
    const token = new URL(shell.url).hash.replace('#token=', '');
    const post = () =>
      ask({
        method: 'POST',
        path: '/session',
        headers: { origin: origin() },
        body: JSON.stringify({ token }),
      });
    const answer = await post();
    expect(answer.status).toBe(204);
    const [set = ''] = [answer.headers['set-cookie']].flat();
    expect(set).toMatch(
      new RegExp(`^pretext-${shell.port}=[0-9a-f]{64}; Path=/; HttpOnly; SameSite=Strict$`),
    );
    expect(set).not.toContain(token);
    cookie = set.split(';')[0] ?? '';
    expect((await post()).status).toBe(401);
    expect((await ask({ path: '/session', headers: { cookie } })).status).toBe(204);
    expect((await ask({ path: '/session' })).status).toBe(401);
    const twice = `${cookie}; pretext-${shell.port}=${'0'.repeat(64)}`;
    expect((await ask({ path: '/session', headers: { cookie: twice } })).status).toBe(401);
  });
});

test('Host × Origin × cookie, over HTTP and WebSocket: only our own page gets in', async () => {
  const { port } = shell;
  const ours = ['127.0.0.1', 'localhost', 'LOCALHOST', '[::1]'].flatMap((name) => [
    `${name}:${port}`,
    `${name}:1234`, // an ssh tunnel
  ]);
  const foreign = [
    'evil.example',
    `evil.example:${port}`,
    `127.0.0.1.evil.example:${port}`,
    `localhost.evil.example`,
    `evil.example#127.0.0.1:${port}`,
    `evil@127.0.0.1:${port}`,
    `127.0.0.2:${port}`,
    `0.0.0.0:${port}`,
    `[::2]:${port}`,
    `127.0.0.1:${port}:80`,
    '127.0.0.1.',
    `2130706433:${port}`,
  ];
  const cookies = [cookie, undefined, `pretext-${port}=${'0'.repeat(64)}`, `x${cookie}`];
  let cases = 0;
  for (const host of [...ours, ...foreign]) {
    const origins = [
      `http://${host}`,
      undefined,
      'null',
      'http://evil.example',
      `https://${host}`,
      `http://${host}.evil.example`,
      `http://${host}/`,
      `http://127.0.0.1:${port + 1}`,
    ];
    for (const from of origins) {
      for (const each of cookies) {
        const headers = { host, origin: from, cookie: each };
        const isHost = ours.includes(host);
        const isPage = from === `http://${host}`;
        const isUser = each === cookie;
        const read = await ask({ path: `/${imagePath(project, sample)}`, headers });
        expect(read.status === 200, JSON.stringify(headers)).toBe(
          isHost && isUser && (isPage || from === undefined),
        );
        const write = await ask({ method: 'POST', path: '/uploads', headers });
        expect(write.status === 201, JSON.stringify(headers)).toBe(isHost && isUser && isPage);
        const socket = await upgradeStatus(port, '/socket', headers);
        expect(socket === 101, JSON.stringify(headers)).toBe(isHost && isUser && isPage);
        cases += 3;
      }
    }
  }
  expect(cases).toBeGreaterThanOrEqual(60);
}, 60_000);

test('no Host, two Hosts and whole addresses as targets are refused', async () => {
  const raw = (text: string): Promise<string> =>
    new Promise((resolve, reject) => {
      const socket = connect(shell.port, '127.0.0.1', () => socket.write(text));
      let answer = '';
      socket.setEncoding('utf8').on('data', (chunk: string) => {
        answer += chunk;
      });
      socket.on('close', () => resolve(answer));
      socket.on('error', reject);
    });
  const host = `Host: 127.0.0.1:${shell.port}\r\n`;
  const tail = 'Connection: close\r\n\r\n';
  expect(await raw(`GET / HTTP/1.1\r\n${host}${tail}`)).toContain('200 OK');
  expect(await raw(`GET / HTTP/1.1\r\n${tail}`)).toContain(' 421 ');
  expect(await raw(`GET / HTTP/1.1\r\n${host}Host: evil.example\r\n${tail}`)).not.toContain(
    '200 OK',
  );
  expect(await raw(`GET / HTTP/1.1\r\nHost: evil.example\r\n${host}${tail}`)).not.toContain(
    '200 OK',
  );
  expect(await raw(`GET http://evil.example/ HTTP/1.1\r\n${host}${tail}`)).toContain(' 400 ');
  expect(await raw(`GET //evil.example/ HTTP/1.1\r\n${host}${tail}`)).toContain(' 400 ');
});

test('a request that a browser marks as coming from another site is refused', async () => {
  for (const site of ['cross-site', 'same-site']) {
    const headers = { cookie, 'sec-fetch-site': site };
    expect((await ask({ path: `/${imagePath(project, sample)}`, headers })).status).toBe(403);
  }
});

test('every answer has a strict policy and no CORS header', async () => {
  for (const each of ['/', '/assets/app.js', '/nothing', '/session', `/${imagePath(project, 1)}`]) {
    const { headers } = await ask({ path: each });
    const policy = String(headers['content-security-policy']);
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self'");
    expect(policy.replace("style-src-attr 'unsafe-inline'", '')).not.toContain('unsafe');
    expect(policy).toContain("frame-ancestors 'none'");
    expect(headers['x-content-type-options']).toBe('nosniff');
    // Camera and microphone for our own page, nothing for frames of others.
    expect(headers['permissions-policy']).toBe('camera=(self), microphone=(self), geolocation=()');
    expect(Object.keys(headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
  }
  for (const method of ['OPTIONS', 'PUT', 'DELETE', 'PATCH', 'TRACE']) {
    expect((await ask({ method, path: '/', headers: signedIn() })).status).toBe(405);
  }
});

test('files of the window are served, and nothing else: 200 and more ways out', async () => {
  expect((await ask({ path: '/' })).body.toString()).toContain('<title>window');
  expect((await ask({ path: '/assets/app.js' })).headers['content-type']).toContain('javascript');
  const ups = [
    '..',
    '%2e%2e',
    '%2E%2E',
    '.%2e',
    '%2e.',
    '%252e%252e',
    '%c0%ae%c0%ae',
    '%u002e%u002e',
    '..;',
    '...',
    '..%00',
    '..%20',
    '..%5c',
    '..\\',
  ];
  const slashes = ['/', '%2f', '%2F', '%5c', '\\', '%252f', '//', '/./'];
  const targets = ['secret.html', 'dist-evil/secret.html', 'dist-evil%2fsecret.html'];
  const starts = ['/', '/assets/', '/up/'];
  const addresses = [
    '/linked.html',
    '/up/secret.html',
    '/up/dist-evil/secret.html',
    '/dist-evil/secret.html',
    '/-evil/secret.html',
    `/${root}/secret.html`,
    `/file://${root}/secret.html`,
    '/assets/app.js/../../../secret.html',
    '/index.html%00.js',
  ];
  for (const start of starts) {
    for (const up of ups) {
      for (const slash of slashes) {
        for (const target of targets) addresses.push(`${start}${up}${slash}${target}`);
        addresses.push(`${start}${up}${slash}${up}${slash}secret.html`);
      }
    }
  }
  expect(addresses.length).toBeGreaterThanOrEqual(200);
  for (const address of addresses) {
    const answer = await ask({ path: address, headers: { cookie } });
    expect(answer.body.toString(), address).not.toContain(secret);
    expect(answer.status, address).toBeGreaterThanOrEqual(400);
  }
}, 60_000);

test.each([
  '/images',
  '/images/',
  '/images/0000000000000000/1',
  '/images/../../etc/passwd',
  '/images/%2e%2e%2fproject.db',
  '/images/predictions/0000000000000000/0',
  '/sounds/',
  '/sounds/0000000000000000/1',
  '/sounds/predictions/0000000000000000/0',
  '/downloads/0000000000000000/1',
  '/downloads/../project.db',
])('%s gives nothing, signed in or not', async (address) => {
  expect((await ask({ path: address })).status).toBe(401);
  expect((await ask({ path: address, headers: { cookie } })).status).toBe(404);
});

test('pictures come by the id of a sample of an open project only', async () => {
  const answer = await ask({ path: `/${imagePath(project, sample)}`, headers: { cookie } });
  expect(answer).toMatchObject({ status: 200, headers: { 'content-type': 'image/png' } });
  for (const wrong of ['0', '-1', '1e3', '01', '999999', `${sample}/..`, `${sample}%00`, '%31']) {
    const refused = await ask({ path: `/images/${project}/${wrong}`, headers: { cookie } });
    expect(refused.status, wrong).toBe(404);
  }
  // There is nothing to hear in a picture.
  const silent = await ask({ path: `/${soundPath(project, sample)}`, headers: { cookie } });
  expect(silent.status).toBe(404);
});

test('an export is downloaded by its id, as a zip of its folder and nothing beside it', async () => {
  const { project: opened } = studio.projects.get(project);
  const dir = opened.path('exports', '1-pixels', 'onnx');
  mkdirSync(dir, { recursive: true });
  writeFileSync(path.join(dir, 'model.onnx'), 'the model');
  writeFileSync(path.join(dir, 'labels.txt'), 'a');
  writeFileSync(path.join(dir, '../beside.txt'), secret);
  symlinkSync(path.join(root, 'secret.html'), path.join(dir, 'linked.html'));
  const { store } = opened;
  const run = store.runs.create({
    datasetId: opened.dataset().id,
    parentRunId: null,
    kind: 'finetune',
    config: {},
    seed: 1,
    codeVersion: '',
    engineVersion: '',
    device: '',
    dataDigest: '',
  });
  store.runs.end(run, 'finished', {});
  const model = store.models.save(run, {
    kind: 'pixels',
    file: 'x',
    classes: [],
    scores: null,
    unsure: null,
  });
  const id = store.models.addExport(model, 'onnx', path.join(dir, 'model.onnx'), 0);
  const answer = await ask({ path: `/${exportPath(project, id)}`, headers: { cookie } });
  expect(answer).toMatchObject({ status: 200, headers: { 'content-type': 'application/zip' } });
  expect(answer.headers['content-disposition']).toContain('filename="web onnx.zip"');
  const zip = answer.body.toString('latin1');
  for (const name of ['model.onnx', 'labels.txt']) expect(zip).toContain(name);
  for (const name of ['beside', 'linked', secret]) expect(zip).not.toContain(name);
  const missing = await ask({ path: `/${exportPath(project, id + 1)}`, headers: { cookie } });
  expect(missing.status).toBe(404);
});

describe('uploads', () => {
  const begin = async (): Promise<string> => {
    const answer = await ask({ method: 'POST', path: '/uploads', headers: signedIn() });
    return (JSON.parse(answer.body.toString()) as { upload: string }).upload;
  };
  const putAll = async (
    upload: string,
    files: readonly (readonly [name: string, body: Uint8Array])[],
    headers = signedIn(),
  ) => {
    const form = new FormData();
    for (const [name, body] of files) {
      form.append('file', new Blob([new Uint8Array(body)]), encodeURIComponent(name));
    }
    // What a browser makes of it.
    const encoded = new Response(form);
    return await ask({
      method: 'POST',
      path: `/uploads/${upload}`,
      headers: { ...headers, 'content-type': encoded.headers.get('content-type') ?? '' },
      body: new Uint8Array(await encoded.arrayBuffer()),
    });
  };
  const put = (upload: string, name: string, body: Uint8Array, headers = signedIn()) =>
    putAll(upload, [[name, body]], headers);

  test('files keep their folders and are imported, then gone', async () => {
    const upload = await begin();
    const data = await writeSampleData(4);
    for (const name of ['0000.png', '0001.png']) {
      const sent = await put(upload, `bars/kind/${name}`, readFileSync(path.join(data.data, name)));
      expect(sent.status).toBe(201);
    }
    const source = { kind: 'upload', upload } as const;
    const [folder = ''] = studio.uploads.pathsOf([source]);
    expect(readdirSync(path.join(folder, 'kind'))).toEqual(['0000.png', '0001.png']);
    const socket = await openSocket(shell.port, cookie);
    const client = new CallPairing((request) => socket.send(encodeMessage(request)));
    socket.on('message', (message: Buffer) => client.receive(decodeFromApp(message)));
    const { job } = await client.call('data.import', {
      project,
      sources: [source],
      labelsFrom: 'folders',
      split: 'train',
      preprocessing: {},
    });
    expect(await studio.jobs.ended(job)).toMatchObject({ state: 'finished' });
    expect(() => studio.uploads.pathsOf([source])).toThrow('no longer there');
    socket.terminate();
  }, 30_000);

  test('names that lead elsewhere are refused', async () => {
    const upload = await begin();
    const names = [
      '',
      '.',
      '..',
      '../x.png',
      'a/../../x.png',
      'a/./b.png',
      '/etc/x.png',
      '//x.png',
      'a//b.png',
      'a/',
      'a\\..\\b.png',
      'C:\\x.png',
      'a\0b.png',
      'a\nb.png',
      `${'x'.repeat(300)}.png`,
      Array.from({ length: 40 }, () => 'a').join('/'),
    ];
    for (const name of names) {
      expect((await put(upload, name, Uint8Array.of(1))).status, JSON.stringify(name)).toBe(400);
    }
    expect(readdirSync(root).toSorted()).toEqual(['dist', 'dist-evil', 'secret.html']);
  });

  test('too much is refused, announced or not, and leaves nothing behind', async () => {
    const upload = await begin();
    const large = new Uint8Array(100_001);
    const dir = studio.uploads.fileFor(upload, 'probe').replace(/probe$/, '');
    expect((await put(upload, 'large.png', large)).status).toBe(413);
    const unannounced = { ...signedIn(), 'transfer-encoding': 'chunked' };
    expect((await put(upload, 'chunked.png', large, unannounced)).status).toBe(413);
    expect(readdirSync(dir)).toEqual([]);
    const fits = new Uint8Array(100_000);
    expect((await put(upload, 'fits.png', fits)).status).toBe(201);
    expect((await put(upload, 'fits.png', Uint8Array.of(1))).status).toBe(409);
    expect((await put(upload, 'batch.png', fits)).status).toBe(413); // the batch is full
    for (const i of [1, 2, 3, 4])
      expect((await put(upload, `${i}`, fits.slice(0, 9))).status).toBe(201);
    expect((await put(upload, '5', fits.slice(0, 9))).status).toBe(413); // one file too many
    expect(readdirSync(dir).toSorted()).toEqual(['1', '2', '3', '4', 'fits.png']);
    expect((await put('0'.repeat(32), 'x.png', fits.slice(0, 9))).status).toBe(404);
  });

  test('of many in one request, the bad one is refused with its reason and the others are kept', async () => {
    const upload = await begin();
    const dir = studio.uploads.fileFor(upload, 'probe').replace(/probe$/, '');
    const byte = Uint8Array.of(7);
    const answer = await putAll(upload, [
      ['a "quoted" näme %22.png', byte],
      ['../escape.png', byte],
      ['after.png', byte],
    ]);
    expect(answer.status).toBe(400);
    expect(answer.body.toString()).toContain('impossible name');
    expect(readdirSync(dir).toSorted()).toEqual(['a "quoted" näme %22.png', 'after.png']);
    const again = await putAll(upload, [
      ['b.png', byte],
      ['b.png', new Uint8Array(90_000)],
      ['c.png', byte],
    ]);
    expect(again.status).toBe(409);
    expect(readFileSync(path.join(dir, 'b.png'))).toEqual(Buffer.from(byte));
    expect(readdirSync(dir).length).toBe(4);
  });

  test('what is no form, or is cut off, is refused and leaves nothing behind', async () => {
    const upload = await begin();
    const dir = studio.uploads.fileFor(upload, 'probe').replace(/probe$/, '');
    const send = (type: string, body: string) =>
      ask({
        method: 'POST',
        path: `/uploads/${upload}`,
        headers: { ...signedIn(), 'content-type': type },
        body: Buffer.from(body),
      });
    const head = '--x\r\ncontent-disposition: form-data; name="file"; filename="';
    for (const [type, body] of [
      ['image/png', 'abc'],
      ['multipart/form-data', 'abc'],
      ['multipart/form-data; boundary=x', 'no boundary in it'],
      ['multipart/form-data; boundary=x', `${head}cut.png"\r\n\r\nhalf of it`],
      ['multipart/form-data; boundary=x', `${head}%ff.png"\r\n\r\nwhole\r\n--x--\r\n`],
      ['multipart/form-data; boundary=x', `${head}${'y'.repeat(100_000)}`],
    ] as const) {
      expect((await send(type, body)).status, body.slice(0, 80)).toBe(400);
    }
    expect(readdirSync(dir)).toEqual([]);
  });
});

describe('the socket', () => {
  const closeCode = async (message: string | Uint8Array): Promise<number> => {
    const socket = await openSocket(shell.port, cookie);
    return await new Promise((resolve) => {
      socket.on('error', () => undefined);
      socket.on('close', (code) => resolve(code));
      socket.send(message);
    });
  };

  test('too large, text and nonsense end it; the app goes on', async () => {
    expect(await closeCode(new Uint8Array(maxRequestBytes + 1))).toBe(1009);
    expect(await closeCode('{"id":1,"call":"app.info","input":{}}')).toBe(1003);
    expect(await closeCode(Uint8Array.of(0xc1))).toBe(1008);
    expect((await ask({ path: '/' })).status).toBe(200);
  });

  test('two windows ask at once and hear of each other’s changes', async () => {
    const windows = await Promise.all([1, 2].map(() => openSocket(shell.port, cookie)));
    const clients = windows.map((socket) => {
      const client = new CallPairing((request) => socket.send(encodeMessage(request)));
      socket.on('message', (message: Buffer) => client.receive(decodeFromApp(message)));
      return client;
    });
    const [first, second] = clients;
    const heard = new Promise((resolve) => second?.listen(resolve));
    const answers = await Promise.all(
      Array.from({ length: 100 }, (_, i) => clients[i % 2]?.call('projects.list', {})),
    );
    expect(answers.every((answer) => answer?.projects.length === 1)).toBe(true);
    await first?.call('settings.set', { theme: 'dark' });
    expect(await heard).toEqual({ type: 'changed', project: null, what: 'settings' });
    for (const socket of windows) socket.terminate();
  });

  test('1,000 random messages: none is taken for a call, none brings the app down', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), async (message) => {
        expect(await closeCode(message)).toBe(1008);
      }),
      { numRuns: 1000 },
    );
    expect((await ask({ path: '/' })).status).toBe(200);
  }, 60_000);
});

test('1,000 random addresses without a cookie: never anything but the window’s own files', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom('GET', 'POST', 'HEAD'),
      fc.webPath(),
      async (method, address) => {
        const answer = await ask({
          method,
          path: `/${address.replace(/^\/+/, '')}`,
          headers: { origin: origin() },
        });
        const isWindow = address.replace(/^\/+/, '').split('?')[0] === '';
        expect(answer.status >= 400 || (isWindow && method !== 'POST')).toBe(true);
      },
    ),
    { numRuns: 1000 },
  );
}, 60_000);

test('a page says so while the window is not built; a taken port is named', async () => {
  const other = new Studio({ home: temporaryHome() });
  const bare = await startWebShell({
    studio: other,
    port: 0,
    rendererDir: path.join(root, 'none'),
  });
  const page = await send(bare.port, { path: '/' });
  expect(page.body.toString()).toContain('has not been built');
  expect((await send(bare.port, { path: '/index.html' })).status).toBe(404);
  expect(await signIn(bare.url)).toMatch(/^pretext-/);
  await expect(startWebShell({ studio: other, port: bare.port })).rejects.toMatchObject({
    code: 'busy',
    message: expect.stringContaining(String(bare.port)) as string,
  });
  await bare.close();
  await other.close();
});
