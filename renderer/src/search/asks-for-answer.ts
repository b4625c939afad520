/** Whether somebody asks a question, and does not just name words: then they are told, too, that there is no answer. */
export const asksForAnswer = (text: string): boolean => /[?？؟]\s*$/u.test(text);
