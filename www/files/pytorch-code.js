// The same network in PyTorch: code that loads our weights into the post's `basic_net`, and the
// points at which both sides can be compared. Pure text.

/** @typedef {import('../pkg/nano_diffusion.js').Config} Config */

/** The name of the file that the page saves weights under. */
export const WEIGHTS_FILE = 'nano-diffusion.safetensors';

/** Rows (x, y, t) at which outputs are compared: inside and on the ring, and outside; early to late. */
export const PROBES = [
  [0.5, 0.5, 0.05],
  [0, -1, 0.5],
  [2, 2, 1],
];

/** What the output is. */
const OUTPUTS = { score: 'the score', noise: 'the noise: score = -h / B(t)' };

/**
 * Ten lines: the post's network, by its names for the tensors; the weights; and the outputs.
 * @param {Config['network']} network
 * @param {string} [file]
 */
export function pytorchSnippet(
  { layers, width, activation, parametrisation },
  file = WEIGHTS_FILE,
) {
  const points = PROBES.map((row) => `[${row.join(', ')}]`).join(', ');
  return `import torch, safetensors.torch
class basic_net(torch.nn.Module):
    def forward(self, x, t):
        h = self.layers[0](torch.cat([x, t], dim=1))
        for layer in self.layers[1:]: h = layer(torch.nn.functional.${activation}(h))
        return h  # ${OUTPUTS[parametrisation]}
net, sizes = basic_net(), [3] + [${width}] * ${layers - 1} + [2]
net.layers = torch.nn.ModuleList(map(torch.nn.Linear, sizes, sizes[1:]))
net.load_state_dict(safetensors.torch.load_file(${JSON.stringify(file)}))
print(net(*torch.tensor([${points}]).split([2, 1], 1)))
`;
}
