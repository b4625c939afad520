"""PyTorch's side of `npm run bench:step`: one line of milliseconds a step, on request by standard input."""
import sys

import torch
import torch.nn as nn
import torch.nn.functional as F

torch.set_num_threads(int(sys.argv[2]))
torch.manual_seed(1)
model_name, mode = sys.argv[1], sys.argv[3]
batch = int(sys.argv[4])

from torch_models import answer, network

body, features = network(model_name, 3)
model = nn.Sequential(body, nn.Linear(features, 128, bias=False))
if mode != "nchw":
    model = model.to(memory_format=torch.channels_last)
step_model = torch.compile(model) if mode == "compile" else model
optimizer = torch.optim.Adam(model.parameters(), 1e-3)
images = torch.rand(batch, 3, 32, 32)
if mode != "nchw":
    images = images.contiguous(memory_format=torch.channels_last)


def step():
    z = F.normalize(step_model(images), dim=1)
    logits = z @ z.T / 0.5 - 1e9 * torch.eye(batch)
    half = batch // 2
    target = torch.cat([torch.arange(half, batch), torch.arange(0, half)])
    loss = F.cross_entropy(logits, target)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss.item()


answer(step)
