// The same network in PyTorch: code that loads our weights into the post's `basic_net`, and the
// points at which both sides can be compared. Pure text.

/** @typedef {import('./pkg/nano_diffusion.js').Config} Config */

/** The name of the file that the page saves weights under. */
export const WEIGHTS_FILE = 'nano-diffusion.safetensors';

/** Rows (x, y, t) at which outputs are compared: off, on and inside the ring, from early to late. */
export const PROBES = [
  [0.5, 0.5, 0.05],
  [1, 0, 0.1],
  [-1.5, 0.25, 0.25],
  [0, -1, 0.5],
  [2, 2, 1],
];

/** @param {Config['network']} network @param {string} [file] */
export function pytorchSnippet({ layers, width, activation }, file = WEIGHTS_FILE) {
  const relu = activation === 'relu';
  const points = PROBES.map((row) => `[${row.join(', ')}]`);
  return `import torch
from safetensors.torch import load_file

class basic_net(torch.nn.Module):
    def __init__(self, sizes):
        super().__init__()
        pairs = zip(sizes, sizes[1:])
        self.layers = torch.nn.ModuleList(torch.nn.Linear(*p) for p in pairs)

    def forward(self, x, t):
        h = torch.cat([x, t], dim=1)
        for layer in self.layers[:-1]:
            h = torch.nn.functional.${relu ? 'relu' : 'silu'}(layer(h))
        return self.layers[-1](h)

net = basic_net([3] + [${width}] * ${layers - 1} + [2])
net.load_state_dict(load_file(${JSON.stringify(file)}))
p = torch.tensor([${points.slice(0, 3).join(', ')},
                  ${points.slice(3).join(', ')}])
for out in net(p[:, :2], p[:, 2:]).tolist():
    print("%10.4f %10.4f" % tuple(out))
`;
}
