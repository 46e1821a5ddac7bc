"""Seconds that PyTorch takes for the reverse SDE, as JSON: python torch_sample.py PARTICLES STEPS THREADS.

A 6×64 ReLU network, Euler–Maruyama with fresh normal noise, no gradients.
"""

import json
import sys
import time

import torch

particles, steps, threads = map(int, sys.argv[1:4])
torch.set_num_threads(threads)
torch.manual_seed(1)

sizes = [3, *[64] * 5, 2]
layers = []
for i, (inputs, outputs) in enumerate(zip(sizes, sizes[1:])):
    layers += [torch.nn.ReLU()] if i else []
    layers.append(torch.nn.Linear(inputs, outputs))
net = torch.nn.Sequential(*layers)


@torch.no_grad()
def run():
    x = torch.randn(particles, 2)
    dt = 1 / steps
    for k in range(steps):
        t = 1 - k * dt
        beta = 0.1 + 19.9 * t
        score = net(torch.cat([x, torch.full((particles, 1), t)], dim=1))
        x = x + (0.5 * beta * x + beta * score) * dt + (beta * dt) ** 0.5 * torch.randn_like(x)
    return x


run()
times = []
for _ in range(3):
    before = time.perf_counter()
    run()
    times.append(time.perf_counter() - before)
times.sort()
print(json.dumps({"median": times[1], "quartiles": [times[0], times[2]]}))
