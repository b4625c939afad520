import { engineEnvironment } from '../../../learn/engine/tensorflow.ts';
import { readableErrors, type TrainingHost } from '../../../training/host.ts';
import { entryFile } from './entry-file.ts';
import { jsonCodec } from './parent-channel.ts';
import { UtilityChild } from './utility-child.ts';

/** Starts training processes as Electron's utility processes. */
export function utilityHost(threads: number | undefined): TrainingHost {
  return {
    start() {
      const child = new UtilityChild({
        entry: entryFile('training-entry'),
        title: 'Pretext Studio Training',
        env: { ...process.env, ...engineEnvironment({ intraOp: threads }) },
        isBackground: true,
      });
      return {
        get pid() {
          return child.pid;
        },
        // One that has just died cannot be told anything; its end is reported by itself.
        send: (message) => void child.post(jsonCodec.encode(message)),
        onMessage: (listener) => child.onMessage((data) => listener(decoded(data))),
        onExit: (listener) => void child.ended.then(listener),
        errorOutput: () => readableErrors(child.errorText),
        kill: () => child.kill(),
      };
    },
  };
}

/** What is no JSON is passed on as it is, and refused by the schema of messages. */
function decoded(data: unknown): unknown {
  try {
    return jsonCodec.decode(data);
  } catch {
    return data;
  }
}
