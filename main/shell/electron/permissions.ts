import { type Session, systemPreferences } from 'electron';
import { origin } from './address.ts';

interface Wish {
  permission: string;
  /** Of whoever asks. */
  from: string | undefined;
  mediaTypes: readonly (string | undefined)[];
  isMainFrame: boolean;
}

/** The camera or the microphone, for our own page. Nothing else, not both at once, and nobody else. */
function isGranted({ permission, from, mediaTypes, isMainFrame }: Wish): boolean {
  return (
    permission === 'media' &&
    isMainFrame &&
    from === origin &&
    mediaTypes.length > 0 &&
    (mediaTypes.every((type) => type === 'video') || mediaTypes.every((type) => type === 'audio'))
  );
}

/** Says no to everything a page can ask for, but for the camera and the microphone. */
export function guardPermissions(session: Session): void {
  session.setPermissionRequestHandler((_, permission, answer, details) => {
    const mediaTypes = ('mediaTypes' in details ? details.mediaTypes : undefined) ?? [];
    const granted = isGranted({
      permission,
      from: originOf(details.requestingUrl),
      mediaTypes,
      isMainFrame: details.isMainFrame,
    });
    if (!granted || process.platform !== 'darwin') answer(granted);
    // A Mac asks the person itself, once.
    else {
      const device = mediaTypes.includes('audio') ? 'microphone' : 'camera';
      systemPreferences.askForMediaAccess(device).then(answer, () => answer(false));
    }
  });
  session.setPermissionCheckHandler((_, permission, requestingOrigin, details) =>
    isGranted({
      permission,
      from: originOf(requestingOrigin),
      mediaTypes: [details.mediaType],
      isMainFrame: details.isMainFrame,
    }),
  );
  session.setDevicePermissionHandler(() => false);
  session.setDisplayMediaRequestHandler((_, answer) => answer({}));
}

function originOf(address: string): string | undefined {
  if (!URL.canParse(address)) return undefined;
  // `URL.origin` is `null` for schemes of one's own.
  const { protocol, host } = new URL(address);
  return `${protocol}//${host}`;
}
