import { nodeFitted } from './fitted.ts';
import { pageFitted } from './images.ts';
import type { JavascriptSamples } from './samples.ts';

/** Which frames there are to see (`placesIn`), and frames as clips (`clipsOf`): `main/ingest/video/read-clips.ts`. */
const clips = `/** Of a video of some seconds: how many clips it becomes, and when each of their frames is seen. */
function placesIn(seconds) {
  const whole = Math.floor((seconds + 0.01) / prep.seconds);
  // One shorter than a clip is a clip, its frames as evenly over what there is.
  const rate = prep.frames / (whole > 0 ? prep.seconds : seconds);
  const clips = Math.max(1, whole);
  return { clips, rate, times: Array.from({ length: clips * prep.frames }, (_, n) => (n + 0.5) / rate) };
}

/** Frames [size, size, channels], one after the other, as clips [size, size, frames · channels]. */
function clipsOf(name, seen, clips) {
  const { frames, channels, size, seconds } = prep;
  return Array.from({ length: clips }, (_, clip) => {
    const some = seen.slice(clip * frames, (clip + 1) * frames);
    if (some.length < 0.75 * frames) return [];
    const sample = seen[0].constructor.from({ length: size * size * frames * channels }, (_, at) => {
      const frame = some[Math.floor(at / channels) % frames] ?? some.at(-1);
      return frame[Math.floor(at / (frames * channels)) * channels + (at % channels)];
    });
    const times = ", " + clip * seconds + " to " + (clip + 1) * seconds + " s";
    return [{ name: name + (clips > 1 ? times : ""), sample }];
  }).flat();
}
`;

const film = String.raw`const ffmpeg = (file, ...rest) => {
  const options = ["-nostdin", "-loglevel", "error", "-i", "file:" + file, "-map", "0:V:0"];
  return execFileSync("ffmpeg", [...options, ...rest, "pipe:1"], { maxBuffer: Infinity });
};

function filmSeconds(file) {
  const listed = ffmpeg(file, "-c", "copy", "-f", "framecrc").toString();
  const [, above, below] = /#tb 0: (\d+)\/(\d+)/.exec(listed);
  const lines = listed.trim().split("\n").filter((line) => !line.startsWith("#"));
  const packets = lines.map((line) => line.split(",").map(Number));
  const begin = packets.reduce((least, [, , time]) => Math.min(least, time), Infinity);
  const end = packets.reduce((most, [, , time, length]) => Math.max(most, time + length), -Infinity);
  return ((end - begin) * above) / below;
}

/** Frame n is what is seen at (n + 1/2) / rate; a third larger than it becomes. */
function filmFrames(file, rate, count) {
  const share = "min(1\\," + Math.ceil((prep.size * 4) / 3) + "/min(iw*sar\\,ih))";
  const times = "setpts=PTS-STARTPTS-" + (0.5 / rate).toFixed(6) + "/TB,fps=" + rate.toFixed(6) + ":round=up";
  const size = "w=max(1\\,round(iw*sar*" + share + ")):h=max(1\\,round(ih*" + share + "))";
  const filters = times + ",scale=" + size + ":flags=area,setsar=1";
  const output = ["-frames:v", String(count), "-pix_fmt", "rgb24", "-c:v", "ppm", "-f", "image2pipe"];
  const ppm = ffmpeg(file, "-an", "-vf", filters, ...output);
  const [head, width, height] = /^P6\n(\d+) (\d+)\n255\n/.exec(ppm.toString("latin1", 0, 40));
  const raw = { width: Number(width), height: Number(height), channels: 3 };
  const step = head.length + 3 * width * height;
  return Array.from({ length: Math.floor(ppm.length / step) }, (_, n) => ({
    open: () => sharp(ppm.subarray(n * step + head.length, (n + 1) * step), { raw }),
    ...raw,
  }));
}
`;

const pictures = String.raw`/** Pictures of an animation or of a folder, and for how many seconds each is seen. */
async function picturesOf(file) {
  if (statSync(file).isDirectory()) {
    const number = (name) => Number(path.parse(name).name.match(/\d+/g).at(-1));
    const names = readdirSync(file).sort((a, b) => number(a) - number(b));
    return await Promise.all(names.map(async (name) => {
      const open = () => sharp(path.join(file, name)).autoOrient();
      const { width, height } = (await open().metadata()).autoOrient;
      return { open, width, height, seconds: 1 / prep.folderRate };
    }));
  }
  const metadata = await sharp(file, { pages: -1 }).metadata();
  const { width, height, pageHeight = height, pages = 1, delay = [] } = metadata;
  return Array.from({ length: pages }, (_, page) => ({
    open: () => sharp(file, { page }),
    width,
    height: pageHeight,
    seconds: (delay[page] >= 20 ? delay[page] : 100) / 1000,
  }));
}
`;

const common = {
  example: 'clip.mp4',
  shape: '[prep.size, prep.size, prep.frames * prep.channels]',
  type: 'uint8',
} as const;

export const nodeVideo: JavascriptSamples = {
  ...common,
  packages: ['sharp'],
  notes: `// Reads GIF and animated WebP, folders of numbered pictures, and with ffmpeg (ffmpeg.org) all other videos.
// The app scales frames by code of its own: pixels may differ by a few of 255.`,
  imports:
    'import { execFileSync } from "node:child_process";\nimport { readdirSync, statSync } from "node:fs";\nimport sharp from "sharp";',
  code: String.raw`${nodeFitted}
${film}
${pictures}
${clips}
async function samplesOf(file) {
  const isFilm = !statSync(file).isDirectory() && !/\.(gif|webp)$/i.test(file);
  const pictures = isFilm ? [] : await picturesOf(file);
  const begins = [0];
  for (const picture of pictures) begins.push(begins.at(-1) + picture.seconds);
  const seconds = isFilm ? filmSeconds(file) : begins.pop();
  const { clips, rate, times } = placesIn(seconds);
  const shown = isFilm
    ? filmFrames(file, rate, times.length)
    : times.map((time) => pictures[begins.findLastIndex((begin) => begin <= time + 1e-9)]);
  const seen = [];
  for (const { open, width, height } of shown) seen.push(await fitted(open(), width, height));
  return clipsOf(path.basename(file), seen, clips);
}
`,
};

export const pageVideo: JavascriptSamples = {
  ...common,
  packages: [],
  notes: `// Reads what browsers play, as MP4 and WebM, not GIF. Not quite as in the app: browsers find and colour frames in
// ways of their own, so that answers differ a little.`,
  imports: '',
  code: `${pageFitted}
${clips}
async function samplesOf(file) {
  const video = document.createElement("video");
  const happened = (event, begin) => new Promise((resolve, reject) => {
    video.addEventListener(event, resolve, { once: true });
    video.addEventListener("error", () => reject(new Error(file.name + " cannot be played")), { once: true });
    begin();
  });
  video.muted = true;
  await happened("loadeddata", () => { video.src = URL.createObjectURL(file); });
  const { clips, times } = placesIn(video.duration);
  const seen = [];
  for (const time of times) {
    // At "seeked" a canvas may still get the frame before.
    const presented = new Promise((resolve) => video.requestVideoFrameCallback(resolve));
    await happened("seeked", () => { video.currentTime = time; });
    await presented;
    seen.push(fitted(video, video.videoWidth, video.videoHeight));
  }
  URL.revokeObjectURL(video.src);
  return clipsOf(file.name, seen, clips);
}
`,
};
