/** A decoder process, under Electron. */
import { bytesCodec, connectParent } from './parent-channel.ts';

// A utility process only warns of these: a decoder must be seen to have failed.
process.on('unhandledRejection', (error) => {
  console.error(error);
  process.exit(1);
});
const listen = connectParent(bytesCodec);
await import('../../../ingest/decoder/entry.ts');
listen();
