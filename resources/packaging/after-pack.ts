import path from 'node:path';
import { flipFuses } from '@electron/fuses';
import type { AfterPackContext } from 'electron-builder';
import { fuses } from './fuses.ts';

/** electron-builder calls this before it signs: the fuses are part of what is signed. */
export default async function afterPack(context: AfterPackContext): Promise<void> {
  const { appOutDir, packager, electronPlatformName } = context;
  const name = packager.appInfo.productFilename;
  const executable =
    electronPlatformName === 'darwin' || electronPlatformName === 'mas'
      ? `${name}.app`
      : electronPlatformName === 'win32'
        ? `${name}.exe`
        : 'pretext-studio'; // `executableName` of electron-builder.yml
  await flipFuses(path.join(appOutDir, executable), {
    ...fuses,
    // Changing the binary breaks the signature that a Mac on ARM wants.
    resetAdHocDarwinSignature: electronPlatformName === 'darwin',
  });
}
