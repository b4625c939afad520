/** What stands below a guess: whether it is right, what was guessed, how sure the model is. */
export interface Judged {
  kind: 'right' | 'wrong' | 'said';
  /** The guess, such as `90°`; empty where the picture says it. */
  text: string;
  /** `83 % sure` */
  sure: string | null;
}

/** Takes apart what the app says of a guess, such as `wrong: 90°, 83 % sure`. */
export function judgedOf(text: string | null): Judged | null {
  if (text === null) return null;
  const [, kind, guess = '', sure = null] =
    /^(right|wrong)(?:: ([^,]*)(?:, (.*))?)?$/.exec(text) ?? [];
  return kind === 'right' || kind === 'wrong'
    ? { kind, text: guess, sure }
    : { kind: 'said', text, sure: null };
}
