import { en } from './en/index.ts';

/** All languages there are; each has every text of English. */
const catalogues = { en };

type Catalogue = typeof en;

class Texts {
  #language = $state<keyof typeof catalogues>('en');

  get t(): Catalogue {
    return catalogues[this.#language];
  }

  /** @param tag BCP 47; English where there is no such language */
  choose(tag: string): void {
    const [language] = tag.split('-');
    this.#language = language !== undefined && language in catalogues ? (language as 'en') : 'en';
  }
}

export const texts = new Texts();
