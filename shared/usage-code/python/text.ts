import type { PythonSamples } from './samples.ts';

export const pythonText: PythonSamples = {
  packages: ['tokenizers'],
  example: 'letter.txt',
  notes: `# Reads plain text in UTF-8, a file a text. The app finds other encodings by itself; of a mail it takes the
# subject, an empty line and what a person reads of it, of a table one column: give these as plain text.
# A text that holds "<mask>", "<bos>" or "<pad>" gives other tokens here than in the app.`,
  standard: ['import re'],
  imports: 'from tokenizers import Tokenizer',
  code: String.raw`tokenizer = Tokenizer.from_file(str(here / "tokenizer.json"))


def samples_of(path):
    text = path.read_bytes().decode("utf-8-sig", errors="replace")
    text = re.sub(r"\r\n?|[\v\f]", "\n", text)
    text = re.sub(r"[\0-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]", "", text)
    # Also begins it, cuts it off and fills it up, as tokenizer.json says.
    yield path.name, np.array(tokenizer.encode(text).ids, dtype=np.int32)
`,
};
