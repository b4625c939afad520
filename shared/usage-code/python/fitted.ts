/** Functions `scaled` and `fitted`, for what shows pictures: `main/ingest/pixels/fit-image.ts` with Pillow. */
export const pythonFitted = `def scaled(image, width, height):
    """To fewer pixels by Lanczos; to more cubic and half a new pixel to the side and up, as libvips does it."""
    fewer = (min(width, image.width), min(height, image.height))
    image = image.resize(fewer, Image.LANCZOS)
    if fewer == (width, height):
        return image
    left, top = 2 - 0.5 * image.width / width, 2 - 0.5 * image.height / height
    wider = Image.fromarray(np.pad(np.asarray(image), ((2, 2), (2, 2), (0, 0)), "edge"))
    box = (left, top, left + image.width, top + image.height)
    return wider.resize((width, height), Image.BICUBIC, box=box)


def fitted(image):
    """A picture as uint8 [size, size, channels]."""
    size = prep["size"]
    image = image.convert("RGBA")
    if prep["fit"] == "stretch":
        width = height = size
    else:
        scale = size / (min if prep["fit"] == "cover" else max)(image.size)
        width, height = (max(1, int(side * scale + 0.5)) for side in image.size)
    image = scaled(image, width, height)
    paper = Image.new("RGB", (size, size), tuple(prep["background"]))
    paper.paste(image, (int((size - width) / 2), int((size - height) / 2)), image)
    pixels = np.asarray(paper.convert("L") if prep["channels"] == 1 else paper)
    return pixels.reshape(size, size, prep["channels"])
`;
