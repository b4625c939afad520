import { rmSync } from 'node:fs';
import { PretextError } from '../../../../shared/errors.ts';
import { faultOfBundle, placeBundle } from './bundle.ts';
import type { SourceContext } from './context.ts';
import { downloadOfficial } from './official.ts';
import { installedEngineDir } from './platform.ts';
import { buildFromWheel } from './wheel.ts';

/** Leaves a complete engine in tfjs-node's folder, or throws and leaves none. */
type Source = (context: SourceContext) => Promise<void>;

/** Where an engine can come from, in the default order. */
const sources = {
  async cache(context) {
    const fault = await faultOfBundle(context.cachedBundle);
    if (fault !== undefined) throw new Error(`${context.cachedBundle}: ${fault}`);
    context.report('using the cached copy');
    placeBundle(context.cachedBundle, installedEngineDir());
  },
  async wheel(context) {
    rmSync(context.cachedBundle, { recursive: true, force: true });
    await buildFromWheel(context);
    placeBundle(context.cachedBundle, installedEngineDir());
  },
  official: downloadOfficial,
} satisfies Record<string, Source>;

export type SourceName = keyof typeof sources;
const sourceNames = Object.keys(sources) as SourceName[];

export function runSource(name: SourceName, context: SourceContext): Promise<void> {
  return sources[name](context);
}

/**
 * Reads a list such as `cache,wheel`.
 * @throws {PretextError} `bad-usage` for a name that is no source
 */
export function parseSources(list: string | undefined): SourceName[] {
  if (list === undefined || list.trim() === '') return sourceNames;
  return list.split(',').map((each) => {
    const name = each.trim();
    const known = sourceNames.find((source) => source === name);
    if (known === undefined) {
      throw new PretextError('bad-usage', `PRETEXT_ENGINE_SOURCES: "${name}" is no source`, {
        remedy: `Use some of: ${sourceNames.join(', ')}.`,
      });
    }
    return known;
  });
}
