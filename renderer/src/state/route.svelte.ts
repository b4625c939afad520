/** Where the window is: `#/` is home, `#/p/<project>/<screen>` a project's screen. */

export const screens = [
  'data',
  'pretext',
  'pretrain',
  'explore',
  'search',
  'label',
  'results',
  'predict',
  'export',
  'runs',
] as const;
export type ScreenName = (typeof screens)[number];

interface Place {
  screen: 'home' | 'settings' | ScreenName;
  project: string | null;
  /** Such as `run=3`. */
  details: URLSearchParams;
}

function placeOf(hash: string): Place {
  const [path = '', details = ''] = hash.replace(/^#\/?/, '').split('?');
  const [first, project, screen] = path.split('/');
  const params = new URLSearchParams(details);
  if (first === 'settings') return { screen: 'settings', project: null, details: params };
  if (first === 'p' && project !== undefined && /^[0-9a-f]{16}$/.test(project)) {
    const known = screens.find((name) => name === screen) ?? 'data';
    return { screen: known, project, details: params };
  }
  return { screen: 'home', project: null, details: params };
}

class Route {
  place = $state.raw<Place>(placeOf(location.hash));

  constructor() {
    addEventListener('hashchange', () => {
      this.place = placeOf(location.hash);
    });
  }

  /** A number among the details, such as the run shown. */
  number(name: string): number | null {
    const value = Number(this.place.details.get(name) ?? Number.NaN);
    return Number.isSafeInteger(value) && value > 0 ? value : null;
  }
}

export const route = new Route();

/** Address of a screen. */
export function addressOf(
  project: string,
  screen: ScreenName,
  details: Readonly<Record<string, string | number>> = {},
): string {
  const text = new URLSearchParams(
    Object.entries(details).map(([name, value]): [string, string] => [name, String(value)]),
  ).toString();
  return `#/p/${project}/${screen}${text === '' ? '' : `?${text}`}`;
}

export function goTo(address: string): void {
  location.hash = address;
}
