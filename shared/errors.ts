/** Every error a person may see: what happened, to which file, and what to do about it. */

/** Machine-readable kinds of failure. The text of the error may change; these do not. */
export const errorCodes = [
  'engine-missing',
  'engine-install',
  'bad-usage',
  'bad-input',
  'not-found',
  'already-exists',
  'busy',
  'corrupt-file',
  'too-new',
  'store',
  'no-data',
  'training-died',
  'training-failed',
  'untraceable',
  'cancelled',
  'export-failed',
  'internal',
  'unsupported',
  'too-large',
  'unauthorized',
] as const;
export type ErrorCode = (typeof errorCodes)[number];

/** What to do next, for a shell that has a command of its own for it. Every shell shows `remedy`. */
export type NextStep =
  | { do: 'set-up-engine' }
  | { do: 'resume'; project: string; run: number }
  | {
      do: 'import' | 'label' | 'label-test' | 'pretrain' | 'finetune' | 'list-runs';
      /** Its folder. */
      project: string;
    };

export interface PretextErrorOptions {
  /** What the person can do now, as a sentence that is right in every shell: no command, no button. */
  remedy?: string;
  /** The file or folder concerned. */
  path?: string;
  next?: NextStep;
  cause?: unknown;
}

export class PretextError extends Error {
  override readonly name = 'PretextError';
  readonly code: ErrorCode;
  readonly remedy: string | undefined;
  readonly path: string | undefined;
  readonly next: NextStep | undefined;

  constructor(code: ErrorCode, message: string, options: PretextErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.remedy = options.remedy;
    this.path = options.path;
    this.next = options.next;
  }
}

/** The message of anything that was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The `code` of a Node system error (`ENOENT`, `EACCES`, …), if it has one. */
export function systemCodeOf(error: unknown): string | undefined {
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') {
    return error.code;
  }
  return undefined;
}
