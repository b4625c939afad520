import type { DataKindName } from '../../../shared/sample-spec.ts';
import { en } from './en/index.ts';
import { nounsOf as enNouns } from './en/sample-nouns.ts';

/** All languages there are; each has every text of English, and what samples of each kind are called. */
const catalogues = { en: { texts: en, nouns: enNouns } };

type Catalogue = ReturnType<typeof en>;

class Texts {
  #language = $state<keyof typeof catalogues>('en');
  #kind = $state<DataKindName | null>('images');
  readonly t: Catalogue = $derived.by(() => {
    const { texts, nouns } = catalogues[this.#language];
    return texts(nouns(this.#kind));
  });

  /** @param tag BCP 47; English where there is no such language */
  choose(tag: string): void {
    const [language] = tag.split('-');
    this.#language = language !== undefined && language in catalogues ? (language as 'en') : 'en';
  }

  /** Samples are called what they are from here on. @param kind null while nobody knows */
  speakOf(kind: DataKindName | null): void {
    this.#kind = kind;
  }
}

export const texts = new Texts();
