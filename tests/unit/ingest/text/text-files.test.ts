import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it, vi } from 'vitest';
import type { Candidate } from '../../../../main/ingest/candidate.ts';
import { TextFiles } from '../../../../main/ingest/text/text-files.ts';
import { temporaryFolder } from '../../../fixtures/ingest/temporary-folder.ts';

/** More than fit on the stack as arguments of one call. */
const entries = 200_000;

vi.mock('../../../../main/ingest/containers/expand.ts', () => ({
  async *expand(zip: Candidate) {
    for (let at = 0; at < entries; at++) {
      yield { candidate: { ...zip, path: `${at}.txt`, extension: 'txt' } };
    }
  },
}));

it('a zip archive may hold hundreds of thousands of texts', async () => {
  const zip = path.join(temporaryFolder(), 'many.zip');
  writeFileSync(zip, '');
  const spawnDecoder = vi.fn(() => {
    throw new Error('the first text is to be read');
  });
  const asked = { text: null, label: null };
  const columns = { textColumn: null, labelColumn: null, asked };
  const files = new TextFiles({ inputs: [zip], ...columns, spawnDecoder });
  await expect(files.texts().next()).rejects.toThrow('the first text is to be read');
  expect(spawnDecoder).toHaveBeenCalledOnce();
});
