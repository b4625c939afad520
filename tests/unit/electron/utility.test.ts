import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { DecoderProcess } from '../../../main/ingest/decoder/decoder-process.ts';
import { spawnUtilityDecoder } from '../../../main/shell/electron/utility/decoder.ts';
import { bytesCodec } from '../../../main/shell/electron/utility/parent-channel.ts';
import { utilityHost } from '../../../main/shell/electron/utility/training-host.ts';
import { type RunningJob, runJob } from '../../../main/training/run-job.ts';
import {
  app,
  type FakeUtilityProcess,
  resetElectron,
  utilityProcess,
} from '../../support/fake-electron.ts';

vi.mock('electron', () => import('../../support/fake-electron.ts'));

beforeEach(() => {
  resetElectron();
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

function started(): FakeUtilityProcess {
  const child = utilityProcess.started.at(-1);
  if (child === undefined) throw new Error('nothing was started');
  return child;
}
function startJob(): { job: RunningJob<'measure'>; child: FakeUtilityProcess } {
  const job = runJob<'measure'>(utilityHost(2), { kind: 'measure', seconds: 1 });
  job.result.catch(() => undefined);
  return { job, child: started() };
}
const result = {
  path: 'graph',
  oneDnn: true,
  threads: 2,
  parallelOperations: 1,
  imagesPerSecond: 100,
};
const done = { data: JSON.stringify({ type: 'done', result }), wantsReceipt: true };

describe('a training process', () => {
  it('is a utility process with a name, the engine’s environment and its job', () => {
    const { child } = startJob();
    expect(child.entry).toMatch(/utility[\\/]training-entry\.ts$/);
    expect(child.options.serviceName).toMatch(/^Pretext Studio Training \d+$/);
    expect(child.options.env).toMatchObject({
      TF_ENABLE_ONEDNN_OPTS: '1',
      TF_NUM_INTRAOP_THREADS: '2',
    });
    expect(child.posted.map((text) => JSON.parse(text as string) as unknown)).toEqual([
      { type: 'start', job: { kind: 'measure', seconds: 1 } },
    ]);
  });

  it('gives its result once it has gone', async () => {
    const { job, child } = startJob();
    child.spawn(123_456);
    child.emit('message', done);
    child.exit(0);
    await vi.runAllTimersAsync();
    expect(await job.result).toEqual(result);
    expect(app.listenerCount('child-process-gone')).toBe(0);
  });

  it('is told that its last message has arrived, and waits for that', () => {
    const { child } = startJob();
    child.emit('message', done);
    expect(child.posted.at(-1)).toBe('received');
  });

  it('gives its result whatever its end looks like afterwards', async () => {
    const { job, child } = startJob();
    child.emit('message', done);
    child.report('crashed', 139);
    child.exit(139);
    await vi.runAllTimersAsync();
    expect(await job.result).toEqual(result);
  });

  const ends: [string, (child: FakeUtilityProcess) => void, RegExp][] = [
    ['exit code 3 alone', (child) => child.exit(3), /exit code 3/],
    ['exit code 0 in mid-run', (child) => child.exit(0), /exit code 0/],
    [
      'a report, then a misleading exit',
      (child) => {
        child.report('crashed', 139);
        child.exit(0);
      },
      /it crashed/,
    ],
    [
      'an exit, then a report',
      (child) => {
        child.exit(11);
        child.report('crashed', 11);
      },
      /it crashed/,
    ],
    ['a report alone', (child) => child.report('launch-failed', 1002), /could not be started/],
    [
      'being killed',
      (child) => {
        child.report('killed');
        child.exit(9);
      },
      /SIGKILL.*memory/,
    ],
    [
      'too little memory',
      (child) => {
        child.report('oom');
        child.exit(1);
      },
      /out of memory.*It had run out of memory/s,
    ],
    [
      'an abnormal exit',
      (child) => {
        child.report('abnormal-exit', 7);
        child.exit(7);
      },
      /exit code 7/,
    ],
    [
      'a fault of V8',
      (child) => {
        child.emit('error', 'FatalError', 'heap', '');
        child.exit(5);
      },
      /FatalError at heap/,
    ],
  ];
  it.each(ends)('is reported after %s', async (_, end, words) => {
    const { job, child } = startJob();
    child.spawn(123_456);
    end(child);
    await vi.advanceTimersByTimeAsync(2500);
    await expect(job.result).rejects.toMatchObject({
      code: 'training-died',
      message: expect.stringMatching(words) as string,
      remedy: expect.stringContaining('Resume') as string,
    });
  });

  it('tells the end of its standard error, without noise', async () => {
    const { job, child } = startJob();
    child.stderr.write('oneDNN custom operations are on\nterminate called: bad_alloc\n');
    await vi.advanceTimersByTimeAsync(1);
    child.exit(134);
    await vi.runAllTimersAsync();
    await expect(job.result).rejects.toMatchObject({
      message: expect.stringMatching(/run out of memory\.\nterminate called: bad_alloc$/) as string,
    });
  });

  it('does not take another process’s end for its own', async () => {
    const { job, child } = startJob();
    app.emit(
      'child-process-gone',
      {},
      { type: 'GPU', reason: 'crashed', exitCode: 1, name: 'GPU' },
    );
    await vi.advanceTimersByTimeAsync(5000);
    child.emit('message', done);
    child.exit(0);
    await vi.runAllTimersAsync();
    expect(await job.result).toEqual(result);
  });

  it('is told nothing once it has gone, not even inside the handler of its exit', async () => {
    const { job, child } = startJob();
    const before = child.posted.length;
    child.on('exit', () => job.pause());
    child.exit(1);
    job.resume();
    job.stop();
    await vi.runAllTimersAsync();
    expect(child.posted).toHaveLength(before);
    await expect(job.result).rejects.toMatchObject({ code: 'training-died' });
  });

  it('is told nothing once it is reported gone, before any exit', async () => {
    const { job, child } = startJob();
    child.report('crashed');
    job.pause();
    expect(child.posted).toHaveLength(1);
    await vi.runAllTimersAsync();
    await expect(job.result).rejects.toMatchObject({ code: 'training-died' });
  });

  it('is asked to save, then ended gently, then by force', async () => {
    const kill = vi.spyOn(process, 'kill').mockReturnValue(true);
    const { job, child } = startJob();
    child.spawn(123_456);
    job.stop(1000);
    expect(child.posted.at(-1)).toBe('{"type":"stop"}');
    await vi.advanceTimersByTimeAsync(999);
    expect(child.kills).toBe(0);
    await vi.advanceTimersByTimeAsync(1);
    expect(child.kills).toBe(1);
    await vi.advanceTimersByTimeAsync(1999);
    expect(kill).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1);
    expect(kill).toHaveBeenCalledWith(123_456, 'SIGKILL');
    child.report('killed');
    child.exit(9);
    await vi.runAllTimersAsync();
    await expect(job.result).rejects.toMatchObject({ code: 'training-died' });
  });

  it('is not killed by force when it has gone in time', async () => {
    const kill = vi.spyOn(process, 'kill').mockReturnValue(true);
    const { job, child } = startJob();
    child.spawn(123_456);
    job.stop(0);
    await vi.advanceTimersByTimeAsync(1);
    child.exit(0);
    await vi.runAllTimersAsync();
    expect(kill).not.toHaveBeenCalled();
    await expect(job.result).rejects.toMatchObject({ code: 'training-died' });
  });

  it.each([
    'no json',
    done.data, // without its envelope
    { data: '{"type":"unheard-of"}', wantsReceipt: true },
    { data: 'no json', wantsReceipt: false },
    { data: null, wantsReceipt: 'yes' },
    7,
    null,
  ])('that sends %j is ended', async (message) => {
    const { job, child } = startJob();
    child.emit('message', message);
    expect(child.kills).toBe(1);
    child.exit(15);
    await vi.runAllTimersAsync();
    await expect(job.result).rejects.toMatchObject({ code: 'training-failed' });
  });

  it('that cannot be started at all is reported', async () => {
    utilityProcess.instead = () => {
      throw new Error('no such module');
    };
    const job = runJob<'measure'>(utilityHost(undefined), { kind: 'measure', seconds: 1 });
    await expect(job.result).rejects.toMatchObject({
      message: expect.stringContaining('no such module') as string,
    });
  });
});

describe('a decoder process', () => {
  const answered = (child: FakeUtilityProcess, message: unknown): boolean =>
    child.emit('message', { data: bytesCodec.encode(message), wantsReceipt: false });
  const request = { op: 'probe', items: [], limits: {} } as never;

  it('answers as one of child_process does, typed arrays included', async () => {
    const decoder = new DecoderProcess(spawnUtilityDecoder);
    const child = started();
    const ready = decoder.ready();
    answered(child, { ready: true });
    await ready;
    const reply = decoder.request(request, 1000);
    expect(bytesCodec.decode(child.posted[0])).toMatchObject({ id: 1, request: { op: 'probe' } });
    answered(child, { id: 1, answers: [] });
    expect(await reply).toEqual([]);
  });

  it('sends only the bytes of a view, not the buffer under it', () => {
    const view = new Uint8Array(1_000_000).subarray(10, 20);
    const encoded = bytesCodec.encode({ view }) as Uint8Array;
    expect(encoded.byteLength).toBeLessThan(100);
    expect(encoded.buffer.byteLength).toBe(encoded.byteLength);
    expect(bytesCodec.decode(encoded)).toEqual({
      view: Buffer.alloc(0) === view ? view : view.slice(),
    });
  });

  it('that dies fails its request, and says how', async () => {
    const decoder = new DecoderProcess(spawnUtilityDecoder);
    const child = started();
    const reply = decoder.request(request, 60_000);
    const failed = expect(reply).rejects.toMatchObject({ code: 'decoder-crashed' });
    child.report('crashed', 139);
    child.exit(139);
    await vi.runAllTimersAsync();
    await failed;
    expect(decoder.failed).toBe(true);
  });

  it('that hangs is killed', async () => {
    const decoder = new DecoderProcess(spawnUtilityDecoder);
    const child = started();
    child.spawn(123_456);
    const kill = vi.spyOn(process, 'kill').mockReturnValue(true);
    const failed = expect(decoder.request(request, 100)).rejects.toMatchObject({ code: 'timeout' });
    await vi.advanceTimersByTimeAsync(3000);
    await failed;
    expect(child.kills).toBe(1);
    expect(kill).toHaveBeenCalledWith(123_456, 'SIGKILL');
  });

  it('that sends no message fails its request', async () => {
    const decoder = new DecoderProcess(spawnUtilityDecoder);
    const failed = expect(decoder.request(request, 60_000)).rejects.toMatchObject({
      code: 'decoder-crashed',
    });
    started().emit('message', { data: new Uint8Array([255, 15, 200]), wantsReceipt: false });
    await failed;
    expect(started().kills).toBe(1);
  });

  it('that cannot be started at all is reported', async () => {
    utilityProcess.instead = () => {
      throw new Error('no such module');
    };
    const decoder = new DecoderProcess(spawnUtilityDecoder);
    await expect(decoder.ready()).rejects.toMatchObject({ code: 'not-started' });
  });
});
