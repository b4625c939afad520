/** `npm run build:wasm`: assembles `lanczos.wat`. */
import { readFileSync, writeFileSync } from 'node:fs';
import wabt from 'wabt';

const { parseWat } = await wabt();
const at = (name: string): URL => new URL(name, import.meta.url);
const module = parseWat('lanczos.wat', readFileSync(at('./lanczos.wat'), 'utf8'), { simd: true });
writeFileSync(at('./lanczos.wasm'), module.toBinary({}).buffer);
