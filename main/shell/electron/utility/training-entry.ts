/** The training process, under Electron. */
import { connectParent, jsonCodec } from './parent-channel.ts';

const listen = connectParent(jsonCodec);
await import('../../../training/entry.ts');
listen();
