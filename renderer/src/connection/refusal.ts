import { z } from 'zod';
import { problem } from '../../../shared/contract/primitives.ts';
import { PretextError } from '../../../shared/errors.ts';

const refusal = z.object({ error: problem });

/** What the server answered in place of taking a request: its own sentence and remedy, where it has them. */
export function refusalOf(status: number, text: string): PretextError {
  const said = refusal.safeParse(parsed(text)).data?.error;
  if (said !== undefined) {
    const { code, message, remedy, path } = said;
    return new PretextError(code, message, {
      ...(remedy === null ? {} : { remedy }),
      ...(path === null ? {} : { path }),
    });
  }
  const plain = text.trim();
  const code = status === 401 || status === 403 ? 'unauthorized' : 'internal';
  return new PretextError(code, plain === '' ? `The server refused it (${status}).` : plain);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null; // plain text, which is no JSON
  }
}
