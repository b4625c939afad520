import { rmSync } from 'node:fs';
import path from 'node:path';
import { runCommand } from './command.ts';
import type { SourceContext } from './context.ts';
import { installedEngineDir, tfjsNodeDir } from './platform.ts';

/**
 * tfjs-node's own installer: downloads libtensorflow and a prebuilt binding from the
 * hosts that tfjs-node names (`PRETEXT_ENGINE_MIRROR` replaces the first). It writes straight
 * into the package, so a failure removes whatever it left there.
 */
export async function downloadOfficial(context: SourceContext): Promise<void> {
  const packageDir = tfjsNodeDir();
  const deps = path.join(packageDir, 'deps');
  context.report("running tfjs-node's own download");
  try {
    await runCommand(process.execPath, ['scripts/install.js'], {
      cwd: packageDir,
      env:
        context.mirror === undefined
          ? context.env
          : { ...context.env, TFJS_NODE_CDN_STORAGE: context.mirror },
      onLine: (line) => context.report(`  ${line}`),
    });
  } catch (error) {
    rmSync(deps, { recursive: true, force: true });
    rmSync(installedEngineDir(), { recursive: true, force: true });
    throw error;
  }
}
