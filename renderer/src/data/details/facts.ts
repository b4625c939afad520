import type { SampleDetails } from '../../../../shared/contract/data.ts';
import { fileSize } from '../../state/format.ts';
import type { data } from '../../texts/en/data.ts';

type Texts = ReturnType<typeof data>;

/** What is known of a sample, as lines of name and value; what is not known is left out. */
export function factsOf(details: SampleDetails, t: Texts): { name: string; value: string }[] {
  const { width, height, bytes, format, reason, notes } = details;
  const d = t.details;
  return [
    { name: d.status, value: d.statuses[details.status] },
    { name: d.set, value: d.sets[details.split] },
    { name: d.class, value: details.className ?? d.noClass },
    ...given(d.size, width === null || height === null ? null : d.pixels(width, height)),
    ...given(d.bytes, bytes === null || t.isPart ? null : fileSize(bytes)),
    ...given(d.format, format?.toUpperCase() ?? null),
    ...given(d.notes, notes.map((note) => t.notes[note] ?? note).join(', ') || null),
    ...given(d.reason, details.status === 'skipped' ? reason : null),
    ...given(d.source, details.source),
  ];
}

const given = (name: string, value: string | null): { name: string; value: string }[] =>
  value === null ? [] : [{ name, value }];
