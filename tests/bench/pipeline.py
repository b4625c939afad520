"""PyTorch's side of `npm run bench:pipeline`: SimCLR of packed images with lightly's transform in 2 DataLoader workers.

Needs torch, torchvision, lightly and Pillow. Answers each line (a number of steps) with milliseconds a step.
"""
import json
import struct
import sys

import numpy as np
import torch

if torch.version.cuda is None:
    # torchvision's package is built for CUDA: its kernels do not load beside a torch for processors. The transforms need none,
    # but its import looks for these two.
    library = torch.library.Library("torchvision", "DEF")
    for name in ("nms", "qnms"):
        library.define(f"{name}(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")

import torch.nn as nn
import torch.nn.functional as F
from lightly.loss import NTXentLoss
from lightly.transforms.simclr_transform import SimCLRTransform
from PIL import Image
from torch_models import answer, network

file, threads, mode, batch = sys.argv[1], int(sys.argv[2]), sys.argv[3], int(sys.argv[4])
torch.set_num_threads(threads)
torch.manual_seed(1)


class Packed(torch.utils.data.Dataset):
    """Rows of a packed file of ours (safetensors), and the two views of each."""

    def __init__(self):
        with open(file, "rb") as f:
            size = struct.unpack("<Q", f.read(8))[0]
            shape = json.loads(f.read(size))["images"]["shape"]
        self.images = np.memmap(file, np.uint8, "r", 8 + size, tuple(shape))
        # The settings of ours: see main/learn/pretext/simclr.ts.
        self.transform = SimCLRTransform(
            input_size=shape[1], min_scale=0.3, cj_strength=0.5, gaussian_blur=0.0, rr_prob=1.0, rr_degrees=10,
            normalize={"mean": [0.5] * 3, "std": [0.5] * 3})

    def __len__(self):
        return len(self.images)

    def __getitem__(self, i):
        return self.transform(Image.fromarray(self.images[i]))


loader = torch.utils.data.DataLoader(
    Packed(), batch_size=batch, shuffle=True, drop_last=True, num_workers=2, persistent_workers=True)
body, features = network("small-conv", 3)
model = nn.Sequential(
    body, nn.Linear(features, features, bias=False), nn.BatchNorm1d(features), nn.ReLU(inplace=True),
    nn.Linear(features, 128, bias=False)).to(memory_format=torch.channels_last)
step_model = torch.compile(model) if mode == "compile" else model
optimizer = torch.optim.AdamW(model.parameters(), 2e-3, weight_decay=1e-4)
criterion = NTXentLoss(temperature=0.5)


def endless():
    while True:
        yield from loader


batches = endless()


def step():
    first, second = next(batches)
    views = torch.cat([first, second]).contiguous(memory_format=torch.channels_last)
    z = step_model(views)
    loss = criterion(z[:batch], z[batch:])
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss.item()


answer(step)
