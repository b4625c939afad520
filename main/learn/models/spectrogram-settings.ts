import type { SpecOf } from '../../../shared/sample-spec.ts';
import type { LogMelConfig, MelConfig } from './layers/log-mel.ts';
import type { MfccConfig } from './layers/mfcc-statistics.ts';

/** Usual for speech and sounds: windows of about 30 ms, one each 10 ms (COLA, arXiv 2010.10915, section 4: 25 and 10). */
const windowSeconds = 0.032;
const hopSeconds = 0.01;
/** Of longer clips one each 20 ms, for twice the speed. */
const longClip = 1.5;
/** In Hz: there is no speech below, but hum. */
const lowest = 20;
/** In dB of a power of 1: about as loud as a quiet room. Silence that fills a clip up is no louder. */
const floor = -60;
const range = 80;

const frames = (
  { samples, rate }: SpecOf<'audio'>,
  hop: number,
): Pick<MelConfig, 'rate' | 'window' | 'hop' | 'lowest'> => ({
  rate,
  window: Math.min(samples, Math.round(windowSeconds * rate)),
  hop: Math.round(hop * rate),
  lowest,
});

/** What encoders see of a clip: 40 bands at 8,000 Hz, 64 above. */
export function spectrogramOf(spec: SpecOf<'audio'>): LogMelConfig {
  const hop = spec.samples / spec.rate > longClip ? 2 * hopSeconds : hopSeconds;
  return { ...frames(spec, hop), bands: spec.rate <= 8000 ? 40 : 64, floor, range };
}

/** As `mfccStatistics` of `main/ingest/audio` has them. */
export function mfccOf(spec: SpecOf<'audio'>): MfccConfig {
  return { ...frames(spec, hopSeconds), bands: 40, coefficients: 20 };
}
