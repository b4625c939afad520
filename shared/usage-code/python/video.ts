import { pythonFitted } from './fitted.ts';
import type { PythonSamples } from './samples.ts';

export const pythonVideo: PythonSamples = {
  packages: ['pillow'],
  example: 'clip.mp4',
  notes: `# Reads GIF and animated WebP, folders of numbered pictures, and with ffmpeg (ffmpeg.org) all other videos.
# The app scales frames by code of its own: pixels may differ by a few of 255.`,
  standard: ['import re', 'import subprocess'],
  imports: 'from PIL import Image, ImageOps, ImageSequence',
  code: String.raw`${pythonFitted}

def ffmpeg(path, *arguments):
    command = ["ffmpeg", "-nostdin", "-loglevel", "error", "-i", f"file:{path}", "-map", "0:V:0"]
    return subprocess.run([*command, *arguments, "pipe:1"], stdout=subprocess.PIPE, check=True).stdout


def film_seconds(path):
    listed = ffmpeg(path, "-c", "copy", "-f", "framecrc").decode()
    tick = re.search(r"#tb 0: (\d+)/(\d+)", listed)
    lines = [line.split(",") for line in listed.splitlines() if not line.startswith("#")]
    packets = [(int(line[2]), int(line[2]) + int(line[3])) for line in lines]
    length = max(end for _, end in packets) - min(begin for begin, _ in packets)
    return length * int(tick[1]) / int(tick[2])


def film_frames(path, rate, count):
    """Frame n is what is seen at (n + 1/2) / rate; a third larger than it becomes."""
    share = rf"min(1\,{-(-prep['size'] * 4 // 3)}/min(iw*sar\,ih))"
    times = f"setpts=PTS-STARTPTS-{0.5 / rate:.6f}/TB,fps={rate:.6f}:round=up"
    size = rf"w=max(1\,round(iw*sar*{share})):h=max(1\,round(ih*{share}))"
    filters = f"{times},scale={size}:flags=area,setsar=1"
    output = ["-pix_fmt", "rgb24", "-c:v", "ppm", "-f", "image2pipe"]
    ppm = ffmpeg(path, "-an", "-vf", filters, "-frames:v", str(count), *output)
    head = re.match(rb"P6\n(\d+) (\d+)\n255\n", ppm)
    width, height = int(head[1]), int(head[2])
    step = head.end() + 3 * width * height
    for end in range(step, len(ppm) + 1, step):
        yield Image.frombytes("RGB", (width, height), ppm[end - step + head.end() : end])


def pictures_of(path):
    """Of an animation or a folder: its pictures, and when each begins; the end is last."""
    if path.is_dir():
        files = sorted(path.iterdir(), key=lambda file: int(re.findall(r"\d+", file.stem)[-1]))
        pictures = [ImageOps.exif_transpose(Image.open(file)) for file in files]
        lengths = [1 / prep["folderRate"]] * len(files)
    else:
        pictures, lengths = [], []
        for picture in ImageSequence.Iterator(Image.open(path)):
            pictures.append(picture.convert("RGBA"))
            shown = picture.info.get("duration", 0)
            lengths.append((100 if shown < 20 else shown) / 1000)
    return pictures, np.cumsum([0, *lengths])


def samples_of(path):
    """A long video is cut into clips; of a shorter one frames are taken as evenly over what there is."""
    frames = prep["frames"]
    is_film = not path.is_dir() and path.suffix.lower() not in (".gif", ".webp")
    pictures, begins = ([], [0, film_seconds(path)]) if is_film else pictures_of(path)
    clips = int((begins[-1] + 0.01) / prep["seconds"])
    rate = frames / (prep["seconds"] if clips > 0 else begins[-1])
    count = max(1, clips) * frames
    if is_film:
        seen = [fitted(frame) for frame in film_frames(path, rate, count)]
    else:
        times = (np.arange(count) + 0.5) / rate
        places = np.searchsorted(begins[:-1], times + 1e-9, side="right") - 1
        seen = [fitted(pictures[place]) for place in places]
    for clip in range(max(1, clips)):
        some = seen[clip * frames : (clip + 1) * frames]
        if len(some) < 0.75 * frames:
            break
        some += [some[-1]] * (frames - len(some))
        times = f", {clip * prep['seconds']:g} to {(clip + 1) * prep['seconds']:g} s"
        yield path.name + (times if clips > 1 else ""), np.concatenate(some, axis=2)
`,
};
