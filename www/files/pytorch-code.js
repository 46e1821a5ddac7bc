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
};

/** v of each path, likewise (src/process/path.rs). */
const VELOCITIES = {
  linear: 'v: score = -x - h * A(t) / B(t)',
  cosine: 'v: score = -x - h * A(t) / B(t)',
  subVp: 'v of sub-VP: score = -(x / (1 + A**2) + A * h) / B',
  varianceExploding: 'v = eps: score = -h / B(t)',
  straight: 'v = eps - x0: score = -(x + A(t) * h) / B(t)',
};

/**
 * What stands in the input for t.
 * @param {Config['network']['timeInput']} timeInput
 * @param {Config['schedule']} schedule
 */
function timeInCode(timeInput, { path, betaMin, betaMax, tEnd }) {
  if (timeInput === 't') return 't';
  if (timeInput === 'sqrt') return 't.sqrt()';
  const u = tEnd === 1 ? 't' : `t/${tEnd}`;
  // ½ ln B + ½.
  if (path === 'straight') return `(${u}).log()/2+.5`;
  if (path === 'cosine') return `(torch.pi/2*${u}).sin().log()/2+.5`;
  // B² = 1e-4 (5000^2u − 1); 17.03… is ln 5000².
  if (path === 'varianceExploding') return `(1e-4*(17.0343864*${u}).expm1()).log()/4+.5`;
  // B², or B on the sub-VP path, is 1 − exp(−∫β).
  const square = (betaMax - betaMin) / (2 * tEnd);
  const power = path === 'subVp' ? 2 : 4;
  return `(-(-${betaMin}*t-${Number(square.toPrecision(9))}*t*t).expm1()).log()/${power}+.5`;
}

/**
 * Ten lines: the post's network, by its names for the tensors; the weights; and the outputs.
 * @param {Pick<Config, 'network' | 'schedule'>} config
 * @param {string} [file]
 */
export function pytorchSnippet({ network, schedule }, file = WEIGHTS_FILE) {
  const { layers, width, activation, parametrisation, timeInput } = network;
  const time = timeInCode(timeInput, schedule);
  // What the noise makes large, the network sees at the size of the data.
  const seen = schedule.path === 'varianceExploding' ? 'x/√(1 + B²)' : '';
  const output =
    parametrisation === 'velocity' ? VELOCITIES[schedule.path] : OUTPUTS[parametrisation];
  const points = PROBES.map((row) => `[${row.join(', ')}]`).join(', ');
  return `import torch, safetensors.torch
class basic_net(torch.nn.Module):
    def forward(self, x, t):
        h = self.layers[0](torch.cat([x, ${time}], 1))
        for layer in self.layers[1:]: h = layer(torch.nn.functional.${activation}(h))
        return h  # ${output}${seen && `; h of ${seen}`}
net, sizes = basic_net(), [3] + [${width}] * ${layers - 1} + [2]
net.layers = torch.nn.ModuleList(map(torch.nn.Linear, sizes, sizes[1:]))
net.load_state_dict(safetensors.torch.load_file(${JSON.stringify(file)}))
print(net(*torch.tensor([${points}]).split([2, 1], 1)))
`;
}
