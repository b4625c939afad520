import { pythonFitted } from './fitted.ts';
import type { PythonSamples } from './samples.ts';

export const pythonImages: PythonSamples = {
  packages: ['pillow'],
  example: 'picture.jpg',
  notes: `# Not quite as in the app, which scales in two steps and by code of its own: pixels differ by a few of 255.
# Colour profiles other than sRGB are not applied; of 16 bits a channel in colour the upper 8 are taken.`,
  standard: [],
  imports: 'from PIL import Image, ImageOps',
  code: `${pythonFitted}

def samples_of(path):
    image = ImageOps.exif_transpose(Image.open(path))
    if image.mode.startswith("I"):  # grey with 16 bits
        low, high = prep.get("sixteenBitRange") or (0, 65535)
        values = (np.asarray(image, dtype=float) - low) * 255 / max(1, high - low)
        image = Image.fromarray(np.clip(values, 0, 255).round().astype(np.uint8))
    yield path.name, fitted(image)
`,
};
