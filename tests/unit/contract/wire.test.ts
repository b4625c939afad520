import { expect, test } from 'vitest';
import { CallPairing } from '../../../shared/contract/client.ts';
import { calls, isCallName } from '../../../shared/contract/contract.ts';
import {
  decodeFromApp,
  decodeRequest,
  encodeMessage,
  type Request,
} from '../../../shared/contract/wire.ts';

test('typed arrays cross the wire as what they are, from any offset of their buffer', () => {
  const all = Float32Array.of(0, 1.5, -2, Number.NaN);
  const output = {
    coordinates: all.subarray(1),
    ids: Int32Array.of(7, -1, 2 ** 31 - 1),
    png: Uint8Array.of(1, 2, 3),
    nothing: null,
  };
  const answer = decodeFromApp(encodeMessage({ id: 3, output }));
  expect(answer).toEqual({ id: 3, output });
  const { coordinates } = (answer as { output: typeof output }).output;
  expect(coordinates).toBeInstanceOf(Float32Array);
});

test('packed ids arrive as they were sent, also in a Buffer that is part of a pool', () => {
  const samples = Int32Array.of(12, 7, 90_000);
  const message = encodeMessage({ id: 1, call: 'labels.give', input: { samples } });
  // What ws hands over: a view of memory that is shared with others, at any offset.
  const pooled = Buffer.concat([Buffer.alloc(5), message]).subarray(5);
  expect(pooled.buffer.byteLength).toBeGreaterThan(message.byteLength);
  const { input } = decodeRequest(pooled) as { input: { samples: Int32Array } };
  expect([...input.samples]).toEqual([12, 7, 90_000]);
});

test('100,000 ids take 4 bytes each', () => {
  const ids = Int32Array.from({ length: 100_000 }, (_, i) => i + 1);
  expect(encodeMessage({ id: 1, output: { ids } }).byteLength).toBeLessThan(400_100);
});

test.each([
  ['nothing', new Uint8Array()],
  ['text', encodeMessage('call me')],
  ['no id', encodeMessage({ call: 'app.info', input: {} })],
  ['a field too many', encodeMessage({ id: 1, call: 'app.info', input: {}, sender: 'root' })],
  ['a cut-off message', encodeMessage({ id: 1, call: 'app.info', input: {} }).slice(0, -1)],
  ['a cut-off array', Uint8Array.of(0xc7, 3, 1, 0, 0, 0)],
  ['a list that says it has 4 billion entries', Uint8Array.of(0xdd, 0xff, 0xff, 0xff, 0xff)],
])('%s is no request', (_, bytes) => {
  expect(() => decodeRequest(bytes)).toThrow();
});

test('names of the prototype are no calls', () => {
  for (const name of ['constructor', '__proto__', 'toString', '']) {
    expect(isCallName(name)).toBe(false);
  }
  expect(Object.keys(calls)).toHaveLength(new Set(Object.keys(calls)).size);
});

test('answers find their callers in any order, errors keep code and remedy', async () => {
  const sent: Request[] = [];
  const client = new CallPairing((request) => sent.push(request));
  const first = client.call('settings.get', {});
  const second = client.call('jobs.list', {});
  const settings = { theme: 'dark', threads: null, projectsFolder: '/p', language: 'en' };
  client.receive({ id: sent[1]?.id ?? 0, output: { jobs: [] } });
  client.receive({
    id: sent[0]?.id ?? 0,
    error: { code: 'busy', message: 'No.', remedy: 'Wait.', path: null },
  });
  expect(await second).toEqual({ jobs: [] });
  await expect(first).rejects.toMatchObject({ code: 'busy', remedy: 'Wait.', path: undefined });
  const third = client.call('settings.get', {});
  client.receive({ id: sent[2]?.id ?? 0, output: settings });
  expect(await third).toEqual(settings);
  const fourth = client.call('settings.get', {});
  client.end();
  await expect(fourth).rejects.toMatchObject({ code: 'internal' });
});
