import { type ChildProcess, spawn } from 'node:child_process';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { pathToFileURL } from 'node:url';
import { deserialize, serialize } from 'node:v8';
import { FakeUtilityProcess } from './fake-electron.ts';

const shim = path.join(import.meta.dirname, '../fixtures/electron/parent-port.ts');

/** A utility process that is a real process: Node with a `process.parentPort`. */
export class NodeUtilityProcess extends FakeUtilityProcess {
  readonly process: ChildProcess;

  constructor(entry: string, options: FakeUtilityProcess['options']) {
    super(entry, options);
    this.process = spawn(process.execPath, ['--import', pathToFileURL(shim).href, entry], {
      stdio: ['ignore', 'ignore', 'pipe', 'pipe', 'pipe'],
      env: options.env,
    });
    const [, , errors, input, output] = this.process.stdio as unknown as Readable[];
    // The pipes of a process that is killed break; its end is reported by itself.
    for (const pipe of [input, output]) pipe?.on('error', () => undefined);
    errors?.pipe(this.stderr);
    if (output !== undefined) {
      createInterface({ input: output }).on('line', (line) => {
        this.emit('message', deserialize(Buffer.from(line, 'base64')));
      });
    }
    this.process.on('spawn', () => this.spawn(this.process.pid ?? 0));
    this.process.on('close', (code, signal) => {
      if (signal !== null) this.report('killed');
      this.exit(code ?? 1);
    });
  }

  override postMessage(message: unknown): void {
    super.postMessage(message);
    const input = this.process.stdio[3] as Writable;
    input.write(`${Buffer.from(serialize(message)).toString('base64')}\n`);
  }

  override kill(): boolean {
    super.kill();
    return this.process.kill('SIGTERM');
  }
}
