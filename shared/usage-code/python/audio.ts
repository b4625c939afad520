import type { PythonSamples } from './samples.ts';

export const pythonAudio: PythonSamples = {
  packages: ['soundfile', 'soxr'],
  example: 'recording.wav',
  notes: `# Reads WAV, FLAC, Ogg and MP3; make others WAV first: ffmpeg -i recording.m4a recording.wav
# Not quite as in the app: another filter changes the rate, so that answers may differ in the third digit
# where a recording has another rate than the model.`,
  standard: [],
  imports: 'import soundfile\nimport soxr',
  code: `def samples_of(path):
    """A long recording is cut into clips; those without any sound are left out."""
    sound, rate = soundfile.read(path, dtype="float32", always_2d=True)
    sound = np.nan_to_num(sound.mean(axis=1), nan=0, posinf=0, neginf=0)
    sound = soxr.resample(sound, rate, prep["rate"])
    offset = sound.mean()
    if abs(offset) > 0.01 * max(1, np.abs(sound).max()):
        sound = sound - offset
    peak = np.abs(sound).max()
    sound = np.floor(sound * (32767 / peak if peak > 1.5 else 32768) + 0.5)
    sound = (sound.clip(-32768, 32767) / 32768).astype(np.float32)
    length = prep["clipSamples"]
    clips = []
    for start in range(0, len(sound), length):
        part = sound[start : start + length]
        if start > 0 and len(part) < length / 2:
            break
        before = (length - len(part)) // 2
        clip = np.pad(part, (before, length - len(part) - before))
        times = f", {start / prep['rate']:g} to {(start + len(part)) / prep['rate']:g} s"
        clips.append((path.name + (times if len(sound) > length else ""), clip))
    return [(name, clip) for name, clip in clips if np.abs(clip).max() >= 2**-10] or clips[:1]
`,
};
