"""Milliseconds of a PyTorch training step, median and quartiles, as JSON: python torch_step.py BATCH WIDTH THREADS.

Forward, backward and Adam on a batch that is already there, as the post's code does it.
"""

import json
import sys
import time

import torch

batch, width, threads = map(int, sys.argv[1:4])
torch.set_num_threads(threads)
torch.manual_seed(1)

sizes = [3, *[width] * 5, 2]
layers = []
for i, (inputs, outputs) in enumerate(zip(sizes, sizes[1:])):
    layers += [torch.nn.ReLU()] if i else []
    layers.append(torch.nn.Linear(inputs, outputs))
net = torch.nn.Sequential(*layers)
adam = torch.optim.Adam(net.parameters(), lr=1e-3)
x, b, eps = torch.randn(batch, 3), torch.rand(batch, 1), torch.randn(batch, 2)


def step():
    adam.zero_grad()
    loss = ((b * net(x) + eps) ** 2).mean()
    loss.backward()
    adam.step()
    return loss.item()


before = time.perf_counter()
step()
slow = time.perf_counter() - before > 0.5
for _ in range(0 if slow else 3):
    step()
times = []
start = time.perf_counter()
while len(times) < (3 if slow else 5) or time.perf_counter() - start < 1:
    before = time.perf_counter()
    step()
    times.append(1000 * (time.perf_counter() - before))
times.sort()
at = lambda share: times[int(share * len(times))]
print(json.dumps({"median": at(0.5), "quartiles": [at(0.25), at(0.75)], "version": torch.__version__}))
