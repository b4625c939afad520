import { type FuseConfig, FuseV1Options, FuseVersion } from '@electron/fuses';

/** What Electron's binary can be made to do, each decided. A fuse that a new Electron brings fails the build. */
export const fuses = {
  version: FuseVersion.V1,
  strictlyRequireAllFuses: true,
  /** The binary is no Node for others: training and decoding are utility processes. */
  [FuseV1Options.RunAsNode]: false,
  [FuseV1Options.EnableCookieEncryption]: true,
  [FuseV1Options.EnableNodeOptionsEnvironmentVariable]: false,
  [FuseV1Options.EnableNodeCliInspectArguments]: false,
  [FuseV1Options.EnableEmbeddedAsarIntegrityValidation]: true,
  [FuseV1Options.OnlyLoadAppFromAsar]: true,
  /** There is no snapshot of our own. */
  [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
  [FuseV1Options.GrantFileProtocolExtraPrivileges]: false,
  /** Faults of WebAssembly as signals: only speed, and what V8 is tested with. */
  [FuseV1Options.WasmTrapHandlers]: true,
} satisfies FuseConfig;
