import { addressOf } from '../state/route.svelte.ts';

/** A link of the search screen: that of the answer, or the one of a hit, by its sample. */
export type SearchLink = 'answer' | number;

/**
 * Address of what a search found. It stands in the address, so that going back finds it again.
 * @param link the one that gets the keyboard
 */
export const searchAddress = (project: string, text: string, link?: string | number): string =>
  addressOf(project, 'search', { text, ...(link === undefined ? {} : { link }) });

/** Address of a found sample's details, from which there is a way back to the search. */
export const foundAddress = (
  project: string,
  sample: number,
  search: string,
  link: SearchLink,
): string => addressOf(project, 'data', { sample, search, link });
