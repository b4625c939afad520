import { call } from '../connection/connection.svelte.ts';

/**
 * Training pictures from all over the data, another choice each time.
 * @param wanted as many at most
 * @param images there are
 */
export async function otherSamples(
  project: string,
  wanted: number,
  images: number,
): Promise<number[]> {
  const pages = await Promise.all(
    Array.from({ length: Math.min(wanted, images) }, () =>
      call('data.page', {
        project,
        filter: { status: ['ready'], split: 'train' },
        sort: { by: 'added', descending: false },
        offset: Math.floor(Math.random() * images),
        limit: 1,
      }),
    ),
  );
  return [...new Set(pages.flatMap((page) => page.samples.map(({ sample }) => sample)))];
}
