import { type Command, InvalidArgumentError } from 'commander';
import { Studio } from '../../../app/studio/studio.ts';
import { startWebShell } from '../../web/web-shell.ts';
import { type CommonOptions, common, perform } from '../session.ts';

interface ServeOptions extends CommonOptions {
  port?: number;
  address?: string;
}

export function addServe(program: Command): void {
  common(
    program
      .command('serve')
      .description('open the app in a browser on this machine')
      .option('--port <n>', 'port to listen on (default: any that is free)', portNumber)
      .option(
        '--address <address>',
        'listen on this address of the machine in place of 127.0.0.1 and ::1. Whoever can reach it and learns the printed address can use the app and read files of this machine; nothing is encrypted. An ssh tunnel is the safer way',
      ),
  ).action(async (options: ServeOptions) => {
    await perform(options, async ({ signal, reporter }) => {
      const studio = new Studio({
        shell: {
          kind: 'web',
          capabilities: { nativeDialogs: false, openFolder: false, dragOut: false, uploads: true },
        },
        log: (text) => reporter.warn(text),
      });
      if (options.threads !== undefined) studio.changeSettings({ threads: options.threads });
      const { port = 0, address } = options;
      const shell = await startWebShell({ studio, port, address }).catch(async (error: unknown) => {
        await studio.close();
        throw error;
      });
      if (address !== undefined) {
        reporter.warn(
          `Listening on ${address}: whoever can reach it and learns this address can use the app and read files of this machine.`,
        );
      }
      reporter.note('Pretext Studio is at the address below; it opens once. Ctrl-C ends it.');
      process.stdout.write(`${shell.url}\n`);
      await new Promise<void>((resolve) => {
        signal.addEventListener('abort', () => resolve());
      });
      await shell.close();
      await studio.close();
      return { json: { port: shell.port }, text: 'Pretext Studio has ended. What ran is saved.' };
    });
  });
}

function portNumber(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1 || value > 65_535) {
    throw new InvalidArgumentError('A port is a number from 1 to 65535.');
  }
  return value;
}
