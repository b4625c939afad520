/** Labels that a fine-tuning on numbers needs: `main/app/regress.ts` refuses fewer. */
export const fewestNumbers = 10;
