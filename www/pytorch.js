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
  const points = PROBES.map((row) => `[${row.join(', ')}]`);
  const list = [points.slice(0, 2), points.slice(2, 4), points.slice(4)]
    .map((some) => `    ${some.join(', ')},\n`)
    .join('');
  return `import torch
from safetensors.torch import load_file
from torch import nn

class basic_net(nn.Module):
    def __init__(self, sizes):
        super().__init__()
        linears = map(nn.Linear, sizes, sizes[1:])
        self.layers = nn.ModuleList(linears)

    def forward(self, x, t):
        h = torch.cat([x, t], dim=1)
        for layer in self.layers[:-1]:
            h = nn.functional.${activation}(layer(h))
        return self.layers[-1](h)

net = basic_net([3] + [${width}] * ${layers - 1} + [2])
weights = load_file(${JSON.stringify(file)})
net.load_state_dict(weights)
p = torch.tensor([
${list}])
for out in net(p[:, :2], p[:, 2:]).tolist():
    print("%10.4f %10.4f" % tuple(out))
`;
}
