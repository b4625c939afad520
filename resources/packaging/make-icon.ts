/** Makes the program's icon, `resources/icon/icon.png`, from the window's: run it when that changes. */
import path from 'node:path';
import sharp from 'sharp';

const size = 512;
const root = path.join(import.meta.dirname, '../..');
await sharp(path.join(root, 'renderer/public/icon.svg'), { density: 768 })
  .resize(size, size)
  .png({ compressionLevel: 9 })
  .toFile(path.join(root, 'resources/icon/icon.png'));
