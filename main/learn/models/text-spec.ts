import { type SampleSpec, type SpecOf, specOfKind } from '../../../shared/sample-spec.ts';

/** What an encoder of texts must know. @throws {RangeError} when it is not told, or of another kind */
export function textSpecOf(spec: SampleSpec | undefined): SpecOf<'text'> {
  if (spec === undefined) throw new RangeError('an encoder of texts needs their vocabulary');
  return specOfKind(spec, 'text');
}
