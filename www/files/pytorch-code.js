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
export const OUTPUT_NAMES = { score: 'the score', noise: 'the noise', data: 'x₀', velocity: 'v' };

/** The same, with how the score comes from it. */
const OUTPUTS = {
  score: 'the score',
  noise: 'the noise: score = -h / B(t)',
  data: 'the data: score = (A(t) * h - x) / B(t)**2',
  velocity: 'v: score = -x - h * A(t) / B(t)',
};

/**
 * What stands in the input for t.
 * @param {Config['network']['timeInput']} timeInput
 * @param {Config['schedule']} schedule
 */
function timeInCode(timeInput, { betaMin, betaMax, tEnd }) {
  if (timeInput === 't') return 't';
  if (timeInput === 'sqrt') return 't.sqrt()';
  // ½ ln B + ½, with B² = 1 − exp(−∫β).
  const square = (betaMax - betaMin) / (2 * tEnd);
  return `(-(-${betaMin}*t-${Number(square.toPrecision(9))}*t*t).expm1()).log()/4+.5`;
}

/**
 * Ten lines: the post's network, by its names for the tensors; the weights; and the outputs.
 * @param {Pick<Config, 'network' | 'schedule'>} config
 * @param {string} [file]
 */
export function pytorchSnippet({ network, schedule }, file = WEIGHTS_FILE) {
  const { layers, width, activation, parametrisation, timeInput } = network;
  const time = timeInCode(timeInput, schedule);
  const points = PROBES.map((row) => `[${row.join(', ')}]`).join(', ');
  return `import torch, safetensors.torch
class basic_net(torch.nn.Module):
    def forward(self, x, t):
        h = self.layers[0](torch.cat([x, ${time}], 1))
        for layer in self.layers[1:]: h = layer(torch.nn.functional.${activation}(h))
        return h  # ${OUTPUTS[parametrisation]}
net, sizes = basic_net(), [3] + [${width}] * ${layers - 1} + [2]
net.layers = torch.nn.ModuleList(map(torch.nn.Linear, sizes, sizes[1:]))
net.load_state_dict(safetensors.torch.load_file(${JSON.stringify(file)}))
print(net(*torch.tensor([${points}]).split([2, 1], 1)))
`;
}
