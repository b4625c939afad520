import { beforeEach, describe, expect, it, vi } from 'vitest';
import { guardPermissions } from '../../../main/shell/electron/permissions.ts';
import { resetElectron, session } from '../../support/fake-electron.ts';

vi.mock('electron', () => import('../../support/fake-electron.ts'));

const ours = 'pretext://app/';
/** Every permission that Electron 45 knows. */
const permissions =
  'ar automatic-fullscreen background-fetch background-sync captured-surface-control clipboard-read clipboard-sanitized-write deprecated-sync-clipboard-read display-capture fileSystem fullscreen geolocation geolocation-approximate hand-tracking hid idle-detection keyboardLock local-fonts local-network local-network-access loopback-network media mediaKeySystem midi midiSysex nfc notifications openExternal payment-handler periodic-background-sync persistent-storage pointerLock screen-wake-lock sensors serial smart-card speaker-selection storage-access system-wake-lock top-level-storage-access usb vr web-app-installation web-printing window-management unknown'.split(
    ' ',
  );

beforeEach(() => {
  resetElectron();
  guardPermissions(session.defaultSession as never);
});

function request(permission: string, details: Record<string, unknown>): boolean | undefined {
  let granted: boolean | undefined;
  const all = { requestingUrl: ours, isMainFrame: true, ...details };
  session.defaultSession.onRequest?.(null, permission, (answer) => (granted = answer), all);
  return granted;
}
function check(permission: string, origin: string, details: Record<string, unknown>): boolean {
  return (
    session.defaultSession.onCheck?.(null, permission, origin, { isMainFrame: true, ...details }) ??
    true
  );
}

describe('permissions', () => {
  it.each([
    ['camera', 'video'],
    ['microphone', 'audio'],
  ])('grants our page the %s when it asks', (_, type) => {
    expect(request('media', { mediaTypes: [type] })).toBe(true);
    expect(check('media', ours, { mediaType: type })).toBe(true);
  });

  it.each([
    ['camera and microphone', { mediaTypes: ['video', 'audio'] }],
    ['nothing in particular', { mediaTypes: [] }],
    ['something unsaid', {}],
    ['the camera in a frame', { mediaTypes: ['video'], isMainFrame: false }],
    ['the microphone in a frame', { mediaTypes: ['audio'], isMainFrame: false }],
  ])('refuses %s', (_, details) => {
    expect(request('media', details)).toBe(false);
  });

  it.each([
    'https://example.org/',
    'pretext://other/',
    'pretext://app.example.org/',
    'pretext://app:1/',
    'file:///',
    'about:blank',
    '',
    'https://app/',
  ])('refuses camera and microphone to %s', (requestingUrl) => {
    for (const type of ['video', 'audio']) {
      expect(request('media', { mediaTypes: [type], requestingUrl })).toBe(false);
      expect(check('media', requestingUrl, { mediaType: type })).toBe(false);
    }
  });

  it.each(permissions)('refuses our own page %s without a camera', (permission) => {
    expect(request(permission, {})).toBe(false);
    expect(check(permission, ours, {})).toBe(false);
    if (permission !== 'media') {
      expect(request(permission, { mediaTypes: ['video'] })).toBe(false);
      expect(check(permission, ours, { mediaType: 'video' })).toBe(false);
    }
  });

  it('refuses all devices', () => {
    expect(session.defaultSession.onDevice?.()).toBe(false);
  });
});
