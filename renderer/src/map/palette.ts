/** Colours of points, as bytes. Told apart also by those who see red and green alike. */

export type Rgb = readonly [number, number, number];

/** Okabe and Ito 2008 and Tol 2021, darkened or lightened until each stands out from its page. */
const onLight: readonly Rgb[] = [
  [0, 114, 178],
  [213, 94, 0],
  [0, 158, 115],
  [204, 85, 160],
  [150, 110, 0],
  [86, 160, 215],
  [110, 65, 170],
  [170, 50, 65],
  [70, 120, 60],
  [95, 95, 100],
];
const onDark: readonly Rgb[] = [
  [86, 180, 233],
  [255, 140, 60],
  [50, 205, 160],
  [235, 140, 200],
  [240, 228, 90],
  [120, 150, 255],
  [190, 150, 240],
  [255, 120, 120],
  [165, 215, 120],
  [190, 195, 205],
];

/** What a place without a class or a score is drawn in. */
export const plainColor = (dark: boolean): Rgb => (dark ? [92, 102, 116] : [176, 184, 196]);

/** The colour of a cluster or a class: the same number has the same colour. They repeat after ten. */
export function categoryColor(number: number, dark: boolean): Rgb {
  const colors = dark ? onDark : onLight;
  return colors[((number % colors.length) + colors.length) % colors.length] ?? [0, 0, 0];
}

/** The colour of a cluster; the plain one for what is in none. */
export const clusterColor = (number: number, dark: boolean): Rgb =>
  number < 0 ? plainColor(dark) : categoryColor(number, dark);

/** From unremarkable to striking; the lightness changes all the way, so that it can be read without hue. */
const stops: { light: readonly Rgb[]; dark: readonly Rgb[] } = {
  light: [
    [205, 211, 220],
    [232, 170, 90],
    [204, 85, 20],
    [90, 25, 10],
  ],
  dark: [
    [58, 66, 79],
    [130, 86, 50],
    [235, 130, 40],
    [255, 232, 150],
  ],
};

/** @param share 0 (typical) … 1 (the farthest out) */
export function scoreColor(share: number, dark: boolean): Rgb {
  const colors = dark ? stops.dark : stops.light;
  const at = Math.min(1, Math.max(0, share)) * (colors.length - 1);
  const index = Math.min(colors.length - 2, Math.floor(at));
  const [from = [0, 0, 0], to = [0, 0, 0]] = [colors[index], colors[index + 1]];
  const part = at - index;
  const mix = (channel: 0 | 1 | 2): number =>
    Math.round(from[channel] + part * (to[channel] - from[channel]));
  return [mix(0), mix(1), mix(2)];
}

export const cssColor = ([red, green, blue]: Rgb): string => `rgb(${red} ${green} ${blue})`;
