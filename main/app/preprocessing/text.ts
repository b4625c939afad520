import { z } from 'zod';
import type { SpecOf } from '../../../shared/sample-spec.ts';

const column = z.string().nullable();

/** How texts become rows of tokens; see `TextPreprocessing` in ingest. */
export const textSchema = z.strictObject({
  kind: z.literal('text'),
  length: z.int().min(8).max(4096),
  merges: z.base64().max(2 ** 20),
  vocabulary: z.int().min(259).max(65_536),
  tokensPerWord: z.number().positive(),
  textColumn: column,
  labelColumn: column,
});

export const specOfText = ({
  length,
  vocabulary,
  tokensPerWord,
}: z.infer<typeof textSchema>): SpecOf<'text'> => ({
  kind: 'text',
  length,
  vocabulary,
  tokensPerWord,
});
