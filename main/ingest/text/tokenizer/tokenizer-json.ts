import { z } from 'zod';
import { bosId, padId, specialTokens } from '../../../../shared/special-tokens.ts';
import { Refusal } from '../../refusal.ts';
import type { Merge } from './learn-merges.ts';
import { wordPattern } from './pre-tokenize.ts';
import { Tokenizer } from './tokenizer.ts';
import { maxVocabulary, Vocabulary } from './vocabulary.ts';

/** The largest vocabulary of the longest tokens stays below. */
const maxCharacters = 64 * 1024 * 1024;

export interface TokenizerJsonOptions {
  /** Length of a packed row: `encode` of Hugging Face's libraries then gives the very rows of `packTokens`. */
  length?: number;
}

/**
 * A tokenizer in the format of Hugging Face's `tokenizer.json`, which `tokenizers` (Python, Rust, JavaScript) and
 * `transformers` read. One difference: those read `<mask>` in a text as the special token, we as seven characters.
 */
export function tokenizerToJson(
  tokenizer: Tokenizer,
  { length }: TokenizerJsonOptions = {},
): string {
  const [bos = '', pad = ''] = [specialTokens[bosId], specialTokens[padId]];
  const rows = length === undefined ? null : { length };
  return JSON.stringify({
    version: '1.0',
    truncation: rows && {
      direction: 'Right',
      max_length: rows.length,
      strategy: 'LongestFirst',
      stride: 0,
    },
    padding: rows && {
      strategy: { Fixed: rows.length },
      direction: 'Right',
      pad_to_multiple_of: null,
      pad_id: padId,
      pad_type_id: 0,
      pad_token: pad,
    },
    ...form,
    post_processor: {
      type: 'TemplateProcessing',
      single: [{ SpecialToken: { id: bos, type_id: 0 } }, { Sequence: { id: 'A', type_id: 0 } }],
      pair: [
        { SpecialToken: { id: bos, type_id: 0 } },
        { Sequence: { id: 'A', type_id: 0 } },
        { Sequence: { id: 'B', type_id: 1 } },
      ],
      special_tokens: { [bos]: { id: bos, ids: [bosId], tokens: [bos] } },
    },
    decoder: { type: 'ByteLevel', add_prefix_space: true, trim_offsets: true, use_regex: true },
    model: {
      ...modelForm,
      // Not by assignment: a token may be `__proto__`.
      vocab: Object.fromEntries(tokenizer.tokens.map((token, id) => [token, id])),
      merges: tokenizer.merges.map((pair) => pair.map((id) => tokenizer.tokens[id])),
    },
  });
}

/** What does not differ between our tokenizers. */
const form = {
  added_tokens: specialTokens.map((content, id) => ({
    id,
    content,
    single_word: false,
    lstrip: false,
    rstrip: false,
    normalized: false,
    special: true,
  })),
  normalizer: null,
  pre_tokenizer: {
    type: 'Sequence',
    pretokenizers: [
      { type: 'Split', pattern: { Regex: wordPattern }, behavior: 'Isolated', invert: false },
      { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true, use_regex: false },
    ],
  },
};

const modelForm = {
  type: 'BPE',
  dropout: null,
  unk_token: null,
  continuing_subword_prefix: null,
  end_of_word_suffix: null,
  fuse_unk: false,
  byte_fallback: false,
  ignore_merges: false,
};

/** Anything that would be decoded to the same JSON as `value`. */
function exactly<T>(value: T): z.ZodType<T> {
  const wanted = JSON.stringify(value);
  return z.custom<T>((found) => JSON.stringify(found) === wanted);
}

const tokenizerFile = z.object({
  added_tokens: exactly(form.added_tokens),
  normalizer: z.null(),
  pre_tokenizer: exactly(form.pre_tokenizer),
  model: z.object({
    type: z.literal('BPE'),
    dropout: z.null(),
    unk_token: z.null(),
    continuing_subword_prefix: z.null(),
    end_of_word_suffix: z.null(),
    fuse_unk: z.literal(false),
    byte_fallback: z.literal(false),
    ignore_merges: z.literal(false),
    // Checked below token by token; zod would leave `__proto__` out.
    vocab: z.custom<Record<string, unknown>>(
      (found) => typeof found === 'object' && found !== null,
    ),
    // More merges than tokens: two can make the same.
    merges: z.array(z.tuple([z.string(), z.string()])).max(2 * maxVocabulary),
  }),
});

/**
 * Reads what `tokenizerToJson` wrote (or Hugging Face's trainer with the same settings). Untrusted: nothing is taken
 * over that is not rebuilt and compared.
 *
 * @throws {Refusal} `unsupported` for another kind of tokenizer, `corrupt` for one that contradicts itself
 */
export function tokenizerFromJson(json: string): Tokenizer {
  if (json.length > maxCharacters) throw new Refusal('oversized', 'is too large for a tokenizer');
  const { vocab, merges } = parseModel(json);
  const vocabulary = new Vocabulary();
  const ids = merges.map(([first, second], rank): Merge => {
    const pair = [vocabulary.idOf(first), vocabulary.idOf(second)] as const;
    if (pair[0] === undefined || pair[1] === undefined)
      throw damaged(`merge ${rank + 1} is of unknown tokens`);
    if (Math.min(pair[0], pair[1]) < specialTokens.length) {
      throw damaged(`merge ${rank + 1} is of a special token`);
    }
    if (vocabulary.merge(pair[0], pair[1]) >= maxVocabulary) {
      throw damaged(`it has more than ${maxVocabulary} tokens`);
    }
    return [pair[0], pair[1]];
  });
  const entries = Object.entries(vocab);
  if (entries.length !== vocabulary.size) {
    throw damaged(`it lists ${entries.length} tokens, its merges make ${vocabulary.size}`);
  }
  for (const [token, id] of entries) {
    if (vocabulary.idOf(token) !== id)
      throw damaged('its tokens are not those that its merges make');
  }
  return new Tokenizer(ids);
}

function parseModel(json: string): z.infer<typeof tokenizerFile>['model'] {
  let content: unknown;
  try {
    content = JSON.parse(json);
  } catch (error) {
    throw new Refusal('corrupt', 'is damaged: it is no JSON', { cause: error });
  }
  const parsed = tokenizerFile.safeParse(content);
  if (parsed.success) return parsed.data.model;
  const at = parsed.error.issues[0]?.path.join('.') ?? '';
  throw new Refusal(
    'unsupported',
    `is no tokenizer of this app: ${at === '' ? 'it' : `its ${at}`} has another form`,
  );
}

function damaged(what: string): Refusal {
  return new Refusal('corrupt', `is damaged: ${what}`);
}
