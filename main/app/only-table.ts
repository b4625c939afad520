import { PretextError } from '../../shared/errors.ts';

/** The one table among what was given. @throws {PretextError} `bad-usage` for more */
export function onlyTable(inputs: readonly string[]): string {
  const [file, ...others] = inputs;
  if (file !== undefined && others.length === 0) return file;
  throw new PretextError(
    'bad-usage',
    `${inputs.length} tables were given; one is read at a time.`,
    { remedy: 'Give them one after the other.' },
  );
}
