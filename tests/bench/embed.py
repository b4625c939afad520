"""PyTorch's side of `npm run bench:embed`: embeds grey 28 x 28 images, on request by standard input."""
import sys
import time

import torch

from torch_models import network

torch.set_num_threads(int(sys.argv[1]))
count, mode = int(sys.argv[2]), sys.argv[3]
model, _ = network("small-conv", 1)
model = model.eval().to(memory_format=torch.channels_last)
if mode == "compile":
    model = torch.compile(model)
pixels = torch.randint(0, 256, (count, 1, 28, 28), dtype=torch.uint8)


@torch.inference_mode()
def embed():
    parts = []
    for batch in pixels.split(256):
        x = (batch.float() / 127.5 - 1).contiguous(memory_format=torch.channels_last)
        parts.append(model(x))
    return torch.cat(parts)


embed()
print("ready", flush=True)
for _ in sys.stdin:
    begun = time.perf_counter()
    embed()
    print((time.perf_counter() - begun) * 1000, flush=True)
