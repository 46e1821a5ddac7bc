// The page's wiring: settings, link, training, flow and pictures. The parts know nothing of one
// another; what one has to do with another is said here.

import { missingCapability } from './capabilities.js';
import { ControlsView } from './controls-view.js';
import { FlowCanvas } from './flow-canvas.js';
import { Flows } from './flows.js';
import { Histograms } from './histograms.js';
import { readHash, writeHash } from './link.js';
import { LossChart } from './loss-chart.js';
import { showMetrics } from './metrics-view.js';
import { Notices } from './notices.js';
import { Playback } from './playback.js';
import { PlayerView } from './player-view.js';
import { ScheduleChart } from './schedule-chart.js';
import { SETTINGS, changed, clamp, fromConfig, toConfig } from './settings.js';
import { onThemeChange, readTheme } from './theme.js';
import { TrainView } from './train-view.js';
import { Training } from './training.js';

/** @typedef {import('./settings.js').Setting} Setting */
/** @typedef {import('./settings.js').Values} Values */

/** Points of data behind the particles. */
const DATA_POINTS = 3000;
/** While training, a new flow starts at most this often (milliseconds). */
const FLOW_INTERVAL = 300;
/** Wait this long for more changes before acting on one (milliseconds). */
const SETTLE = 120;

/**
 * @template {HTMLElement} T
 * @param {string} id
 * @returns {T}
 */
function element(id) {
  const found = document.getElementById(id);
  if (!found) throw new Error(`the page has no #${id}`);
  return /** @type {T} */ (found);
}

const notices = new Notices(element('notices'));
const link = readHash(location.hash);
/** What the controls say. @type {Values} */
let values = link.values;
/** The weights that flows are drawn from, and the settings they were trained with. */
let weights = /** @type {Uint8Array | null} */ (null);
let trainedWith = /** @type {Values | null} */ (null);
let source = '';
/** Something to draw has changed. */
let dirty = true;

// ------------------------------------------------------------------------------ parts

const playback = new Playback();
const canvas = new FlowCanvas(element('flow'), readTheme());
const lossChart = new LossChart(element('loss-chart'), element('loss-readout'));
const histograms = new Histograms(
  { host: element('angle-chart'), readout: element('angle-readout') },
  { host: element('radius-chart'), readout: element('radius-readout') },
);
const scheduleChart = new ScheduleChart(element('schedule-chart'), {
  a: element('readout-a'),
  b: element('readout-b'),
});

const flows = new Flows({
  onFrame: () => (dirty = true),
  onCrash: (error) => {
    const action = { label: 'Try again', run: () => void showFlow(true) };
    notices.show(
      'flow',
      'error',
      `The worker that makes the pictures stopped: ${error.message}`,
      action,
    );
  },
});

const training = new Training({
  onProgress: ({ losses }) => {
    lossChart.series.push(losses);
    dirty = true;
  },
  onState: (state) => {
    document.body.dataset.training = state;
    dirty = true;
  },
  onFailure: (message) => {
    notices.show(
      'training',
      'error',
      message,
      weights ? saveAction('Save the last good weights') : undefined,
    );
  },
});

const trainView = new TrainView(
  {
    main: element('train'),
    restart: element('restart-training'),
    progress: element('progress'),
    status: element('training-status'),
    step: element('step'),
    rate: element('rate'),
    left: element('left'),
    loss: element('loss'),
    stale: element('stale'),
  },
  training,
  { onMain: trainPressed, onRestart: startTraining },
);

const player = new PlayerView(
  {
    restart: element('player-restart'),
    back: element('player-back'),
    play: element('player-play'),
    forward: element('player-forward'),
    scrubber: element('scrubber'),
    time: element('time'),
  },
  playback,
  () => (dirty = true),
);

const controls = new ControlsView(onInput);
/** Settings with a place of their own, outside their group. @type {Record<string, string>} */
const PLACES = { playback: 'speed', angle: 'angle-options', loss: 'loss-options' };
for (const setting of SETTINGS) {
  controls.add(setting, element(PLACES[setting.key] ?? `group-${setting.group}`));
}

// ------------------------------------------------------------------------------ settings

/** @param {Setting} setting @param {string | number} given */
function onInput(setting, given) {
  const { value, problem } = clamp(setting, given, values[setting.key]);
  if (problem) notices.show('setting', 'warning', problem);
  else notices.dismiss('setting');
  apply({ ...values, [setting.key]: value });
}

/** Takes over new values, and does what their change asks for. @param {Values} next */
function apply(next) {
  const before = values;
  values = next;
  controls.show(values);
  const hash = writeHash(values);
  history.replaceState(null, '', hash ? `#${hash}` : location.pathname + location.search);
  dirty = true;

  if (before.learningRate !== values.learningRate) {
    training.setLearningRate(Number(values.learningRate)).catch(() => {});
  }
  if (before.loss !== values.loss) lossChart.setLogarithmic(values.loss === 'log');
  if (before.angle !== values.angle) histograms.setFolded(values.angle === 'folded');
  playback.speed = Number(values.playback);
  if (['betaMin', 'betaMax', 'tEnd', 'scale'].some((key) => before[key] !== values[key])) {
    settle('schedule', showSchedule);
  }
  if (before.scale !== values.scale || before.seed !== values.seed) settle('data', showData);
  // While training, the next flow takes the new values anyway.
  if (changed(before, values, 'flow').length > 0 && !training.active) {
    settle('flow', () => showFlow(true));
  }
  showPreset();
}

/** @type {Map<string, number>} */
const timers = new Map();

/** Does something once changes have come to rest. @param {string} key @param {() => unknown} act */
function settle(key, act) {
  clearTimeout(timers.get(key));
  timers.set(key, window.setTimeout(act, SETTLE));
}

/** @type {import('./pkg/nano_diffusion.js').Preset[]} */
let presets = [];
const presetSelect = /** @type {HTMLSelectElement} */ (element('preset'));
presetSelect.onchange = () => {
  const preset = presets.find(({ key }) => key === presetSelect.value);
  if (preset) apply({ ...values, ...fromConfig(preset.config), seed: values.seed });
};

async function loadPresets() {
  presets = await flows.presets();
  const options = presets.map(({ key, label }) => new Option(label, key));
  const own = new Option('Own settings', '');
  own.disabled = true;
  presetSelect.replaceChildren(...options, own);
  showPreset();
}

function showPreset() {
  const fits = presets.find(({ config }) => {
    const preset = { ...fromConfig(config), seed: values.seed };
    return Object.entries(preset).every(([key, value]) => values[key] === value);
  });
  if (presets.length > 0) presetSelect.value = fits?.key ?? '';
}

element('share').onclick = async () => {
  try {
    await navigator.clipboard.writeText(location.href);
    notices.show('share', 'info', 'The link is copied. It holds all settings and the seed.');
  } catch {
    notices.show('share', 'info', `Copy the link from the address bar: ${location.href}`);
  }
};

window.addEventListener('hashchange', () => {
  const read = readHash(location.hash);
  showProblems(read.problems);
  apply(read.values);
});

/** @param {string[]} problems */
function showProblems(problems) {
  if (problems.length > 0) notices.show('link', 'warning', problems.join(' '));
}

// ------------------------------------------------------------------------------ pictures

async function showData() {
  try {
    canvas.setData(await flows.data(toConfig(values), DATA_POINTS));
    dirty = true;
  } catch (error) {
    reportFlow(error);
  }
}

async function showSchedule() {
  try {
    const schedule = await flows.schedule(toConfig(values));
    scheduleChart.show(schedule);
    const { priorKl, warning } = schedule;
    const figure = priorKl < 1e-4 ? '< 0.0001' : priorKl.toFixed(4);
    element('prior').textContent = `p_T is ${figure} nats from N(0, I).`;
    element('prior-warning').textContent = warning ?? '';
  } catch (error) {
    reportFlow(error);
  }
}

/** Makes a flow from the weights at hand. @param {boolean} live show it while it is made */
async function showFlow(live) {
  if (!weights) return;
  const from = source;
  try {
    const evaluation = await flows.run(weights, toConfig(values), live);
    if (!evaluation) return;
    notices.dismiss('flow');
    showMetrics(element('metrics'), evaluation);
    histograms.show(evaluation);
    element('samples').textContent = `${evaluation.n.toLocaleString('en-US')} samples, ${from}`;
    document.body.dataset.flow = from;
    dirty = true;
  } catch (error) {
    reportFlow(error);
  }
}

/** @param {unknown} error */
function reportFlow(error) {
  notices.show('flow', 'error', /** @type {Error} */ (error).message);
}

// ------------------------------------------------------------------------------ training

function trainPressed() {
  if (training.state === 'running') training.pause();
  else if (training.state === 'paused') training.resume().then(followTraining);
  else startTraining();
}

async function startTraining() {
  notices.dismiss('training');
  const config = toConfig(values);
  trainedWith = { ...values };
  lossChart.clear(config.train.steps);
  await training.start(config);
  await followTraining();
}

let following = false;

/** While a run goes on, draws flows from its weights as they are; at the end, a last one. */
async function followTraining() {
  if (following) return;
  following = true;
  try {
    for (let again = true; again;) {
      again = training.active;
      const start = performance.now();
      await takeWeights();
      await showFlow(false);
      const rest = FLOW_INTERVAL - (performance.now() - start);
      if (again && rest > 0) await new Promise((done) => setTimeout(done, rest));
    }
  } finally {
    following = false;
  }
}

async function takeWeights() {
  try {
    const now = await training.weights();
    if (!now) return;
    weights = now.bytes;
    source = `step ${now.step.toLocaleString('en-US')}`;
  } catch {
    // The worker died: that was told, and the weights taken before stay.
  }
}

/** @param {string} label */
function saveAction(label) {
  return { label, run: saveWeights };
}

function saveWeights() {
  if (!weights) return;
  const blob = new Blob([/** @type {Uint8Array<ArrayBuffer>} */ (weights)]);
  const anchor = document.createElement('a');
  anchor.href = URL.createObjectURL(blob);
  anchor.download = 'nano-diffusion.safetensors';
  anchor.click();
  URL.revokeObjectURL(anchor.href);
}

element('save').onclick = saveWeights;

async function loadPretrained() {
  const response = await fetch(new URL('./assets/pretrained.safetensors', import.meta.url));
  if (!response.ok) throw new Error(`its file answers ${response.status}`);
  const bytes = new Uint8Array(await response.arrayBuffer());
  const config = await flows.weightsConfig(bytes);
  if (training.state !== 'idle') return; // the visitor was quicker
  weights = bytes;
  trainedWith = { ...values, ...fromConfig(config) };
  source = 'shipped weights';
}

// ------------------------------------------------------------------------------ drawing

let lastFrame = performance.now();

/** @param {number} now */
function frame(now) {
  const seconds = Math.min(0.1, (now - lastFrame) / 1000);
  lastFrame = now;
  const flow = flows.shown;
  const intervals = flow ? flow.expected - 1 : 1;
  const available = flow ? flow.last / intervals : 0;
  if (playback.tick(seconds, available)) dirty = true;
  if (canvas.resize()) dirty = true;
  if (dirty) {
    dirty = false;
    draw(flow, Math.min(playback.place * intervals, flow?.last ?? 0));
  }
  requestAnimationFrame(frame);
}

/** @param {import('./flow-store.js').FlowStore | null} flow @param {number} position */
function draw(flow, position) {
  canvas.draw(flow, position);
  player.draw(flow, position);
  drawLoss();
  const stale = trainedWith ? changed(trainedWith, values, 'train') : [];
  controls.markStale(new Set(stale.map(({ key }) => key)));
  trainView.draw(
    lossChart.series.mean,
    stale.map(({ label }) => label),
  );
}

let drawnStep = -1;

function drawLoss() {
  if (lossChart.series.step === drawnStep) return;
  drawnStep = lossChart.series.step;
  lossChart.draw();
  element('loss-empty').hidden = drawnStep > 0;
}

onThemeChange(() => {
  canvas.setTheme(readTheme());
  for (const chart of [lossChart, histograms, scheduleChart]) chart.rebuild();
  dirty = true;
});

// ------------------------------------------------------------------------------ start

async function start() {
  const missing = missingCapability();
  if (missing) {
    notices.show('capability', 'error', missing);
    return;
  }
  showProblems(link.problems);
  playback.speed = Number(values.playback);
  if (matchMedia('(prefers-reduced-motion: reduce)').matches) {
    playback.playing = false;
    playback.seek(1);
  }
  controls.show(values);
  lossChart.clear(Number(values.steps));
  lossChart.setLogarithmic(values.loss === 'log');
  histograms.setFolded(values.angle === 'folded');
  requestAnimationFrame(frame);
  showData();
  try {
    await loadPretrained();
    showFlow(true);
  } catch (error) {
    const why = /** @type {Error} */ (error).message;
    notices.show(
      'pretrained',
      'error',
      `The first flow can’t be shown: ${why}. Training may still work.`,
    );
  }
  showSchedule();
  loadPresets().catch(reportFlow);
}

start();
