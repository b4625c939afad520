"""Pillow's side of `npm run bench:photos`: prepares every photo of a folder, on request by standard input.

    photos.py PROCESSES FOLDER OUT SIZE SIDE QUALITY full|draft

As our import, for each photo: read, sha256, decode, EXIF rotation, RGB, cover crop to SIZE x SIZE with LANCZOS, the
same 64-bit perceptual hash, a JPEG thumbnail of at most SIDE pixels; pixels and thumbnails appended to OUT/pack.bin
and OUT/thumbnails.bin, without the exact duplicates. Not done here: looking at the headers first to choose the size,
refusing damaged files, and the search for near duplicates.

`full` decodes once, in full, and makes both from that: what one writes without further thought. (Image.thumbnail asks
libjpeg for a smaller picture by itself when the file is not decoded yet, but keeps twice the size it needs, and half of
these photos would be less.) `draft` is for people who know Pillow well: it asks for half the size at once.
"""
import hashlib
import io
import multiprocessing
import os
import sys
import time

import numpy as np
from PIL import Image, ImageOps

processes, folder, out, size, side, quality, mode = sys.argv[1:8]
processes, size, side, quality = int(processes), int(size), int(side), int(quality)

positions = 2 * np.arange(size) + 1
frequencies = np.arange(1, 9)
cosines = np.cos(np.pi * positions[None, :] * frequencies[:, None] / (2 * size))


def perceptual_hash(pixels):
    """main/ingest/pixels/perceptual-hash.ts in numpy: [size, size, 3] -> 16 hexadecimal digits."""
    rgb = pixels.astype(np.uint32)
    grey = (299 * rgb[..., 0] + 587 * rgb[..., 1] + 114 * rgb[..., 2] + 500) // 1000
    low = (cosines @ grey @ cosines.T).ravel()
    low[np.abs(low) < 1e-6] = 0
    return np.packbits(low > np.median(low)).tobytes().hex()


def prepare(path):
    with open(path, "rb") as file:
        content = file.read()
    digest = hashlib.sha256(content).hexdigest()
    image = Image.open(io.BytesIO(content))
    if mode == "draft":
        image.draft("RGB", (max(side, size), max(side, size)))
    image = ImageOps.exif_transpose(image).convert("RGB")
    square = ImageOps.fit(image, (size, size), Image.Resampling.LANCZOS)
    pixels = np.asarray(square)
    image.thumbnail((side, side))
    thumbnail = io.BytesIO()
    image.save(thumbnail, "JPEG", quality=quality)
    return digest, perceptual_hash(pixels), pixels.tobytes(), thumbnail.getvalue()


def run():
    paths = sorted(os.path.join(at, name) for at, _, names in os.walk(folder) for name in names)
    seen, hashes, offsets = set(), [], [0]
    with (
        multiprocessing.Pool(processes) as pool,
        open(os.path.join(out, "pack.bin"), "wb") as pack,
        open(os.path.join(out, "thumbnails.bin"), "wb") as thumbnails,
    ):
        for digest, phash, pixels, thumbnail in pool.imap(prepare, paths, chunksize=32):
            if digest in seen:
                continue
            seen.add(digest)
            hashes.append(phash)
            pack.write(pixels)
            thumbnails.write(thumbnail)
            offsets.append(offsets[-1] + len(thumbnail))
        for file in (pack, thumbnails):
            file.flush()
            os.fsync(file.fileno())
    with open(os.path.join(out, "hashes.txt"), "w") as file:
        file.write("\n".join(hashes))


if __name__ == "__main__":
    print("ready", flush=True)
    for _ in sys.stdin:
        begun = time.perf_counter()
        run()
        print((time.perf_counter() - begun) * 1000, flush=True)
