"""The library's encoders in PyTorch, for benchmarks, and how a benchmark's steps are timed on request."""
import sys
import time

import torch.nn as nn
import torch.nn.functional as F


def block(i, o, s):
    return [nn.Conv2d(i, o, 3, s, 1, bias=False), nn.BatchNorm2d(o), nn.ReLU(inplace=True)]


class Residual(nn.Module):
    def __init__(self, i, o, s):
        super().__init__()
        self.body = nn.Sequential(*block(i, o, s), nn.Conv2d(o, o, 3, 1, 1, bias=False), nn.BatchNorm2d(o))
        plain = i == o and s == 1
        self.short = nn.Identity() if plain else nn.Sequential(nn.Conv2d(i, o, 1, s, bias=False), nn.BatchNorm2d(o))

    def forward(self, x):
        return F.relu(self.body(x) + self.short(x))


def network(name, channels):
    """An encoder that gives one embedding an image, and the embedding's length."""
    if name == "small-conv":
        layers, width = [], channels
        for out, stride in ((32, 1), (64, 2), (128, 2), (256, 2)):
            layers += block(width, out, stride)
            width = out
    else:
        layers, width = block(channels, 64, 1), 64
        for out, stride in ((64, 1), (128, 2), (256, 2), (512, 2)):
            layers += [Residual(width, out, stride), Residual(out, out, 1)]
            width = out
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten()), width


def answer(step):
    """Warms up, says so, and answers each line of standard input (a number of steps) with milliseconds a step."""
    for _ in range(3):
        step()
    print("ready", flush=True)
    for line in sys.stdin:
        count = int(line)
        begun = time.perf_counter()
        for _ in range(count):
            loss = step()
        print((time.perf_counter() - begun) / count * 1000, loss, flush=True)
