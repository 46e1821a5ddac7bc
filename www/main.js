// The page's wiring: settings, link, training, flow and pictures. The parts know nothing of one
// another; what one has to do with another is said here.

import { Answers } from './answers.js';
import { missingCapability } from './capabilities.js';
import { ControlsView } from './controls-view.js';
import { element } from './element.js';
import { ExactClient } from './exact-client.js';
import { SIDE } from './flow-canvas.js';
import { Flows } from './flows.js';
import { Histograms } from './histograms.js';
import { Latest } from './latest.js';
import { readHash, writeHash } from './link.js';
import { LossChart } from './loss-chart.js';
import { showMetrics } from './metrics-view.js';
import { Notices } from './notices.js';
import { Playback } from './playback.js';
import { PlayerView } from './player-view.js';
import { ScheduleChart } from './schedule-chart.js';
import { SETTINGS, changed, clamp, fromConfig, methodOf, toConfig } from './settings.js';
import { Stage } from './stage.js';
import { onThemeChange } from './theme.js';
import { TrainView } from './train-view.js';
import { Training } from './training.js';

/** @typedef {import('./answers.js').Model} Model */
/** @typedef {import('./pkg/nano_diffusion.js').Config} Config */
/** @typedef {import('./settings.js').Setting} Setting */
/** @typedef {import('./settings.js').Values} Values */
/** @typedef {import('./worker-flow.js').Plan} Plan */

/** Points of data behind the particles. */
const DATA_POINTS = 3000;
/** While training, a new flow starts at most this often (milliseconds). */
const FLOW_INTERVAL = 300;
/** Wait this long for more changes before acting on one (milliseconds). */
const SETTLE = 120;
/** Cells along each side of a score field. */
const FIELD_CELLS = 48;
/** While playing, histograms and field follow the time at most this often (milliseconds). */
const FOLLOW_INTERVAL = 90;

const notices = new Notices(element('notices'));
const link = readHash(location.hash);
/** What the controls say. @type {Values} */
let values = link.values;
/** The weights that flows are drawn from. @type {Model | null} */
let model = null;
/** The settings that they, or the run going on, were trained with. @type {Values | null} */
let trainedWith = null;
/** The loss of a perfect network for the settings, and what this one is above it. */
const figures = { floor: NaN, excess: NaN };

// ------------------------------------------------------------------------------ parts

const playback = new Playback();
const lossChart = new LossChart(element('loss-chart'), element('loss-readout'));
const histograms = new Histograms(
  { host: element('angle-chart'), readout: element('angle-readout') },
  { host: element('radius-chart'), readout: element('radius-readout') },
);
const scheduleChart = new ScheduleChart(element('schedule-chart'), {
  a: element('readout-a'),
  b: element('readout-b'),
});

const [flows, secondFlows] = [0, 1].map(
  () =>
    new Flows({
      onFrame: () => stage.touch(),
      onCrash: (error) => {
        const action = { label: 'Try again', run: () => void showFlow(true) };
        const words = `The worker that makes the pictures stopped: ${error.message}`;
        notices.show('flow', 'error', words, action);
      },
    }),
);

const exact = new ExactClient({
  onCrash: (error) => {
    notices.show('exact', 'error', `The worker that knows the answers stopped: ${error.message}`);
  },
});

const stage = new Stage(
  [
    {
      figure: element('first'),
      canvas: element('flow'),
      caption: element('flow-caption'),
    },
    {
      figure: element('second'),
      canvas: element('second-flow'),
      caption: element('second-caption'),
    },
  ],
  [flows, secondFlows],
  playback,
  draw,
);

const training = new Training({
  onProgress: ({ losses }) => {
    lossChart.series.push(losses);
    stage.touch();
  },
  onState: (state) => {
    document.body.dataset.training = state;
    stage.touch();
  },
  onFailure: (message) => {
    notices.show(
      'training',
      'error',
      message,
      model ? { label: 'Save the last good weights', run: saveWeights } : undefined,
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
    floor: element('floor'),
    excess: element('excess'),
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
  () => stage.touch(),
);

const answers = new Answers(
  {
    byTime: element('by-time-chart'),
    byTimeReadout: element('by-time-readout'),
    words: element('by-time-words'),
    maps: element('likelihood-maps'),
    fit: element('likelihood-figures'),
    likelihood: {
      button: element('likelihood-run'),
      progress: element('likelihood-progress'),
      status: element('likelihood-status'),
    },
    qualityChart: element('quality-chart'),
    qualityReadout: element('quality-readout'),
    quality: {
      button: element('quality-run'),
      progress: element('quality-progress'),
      status: element('quality-status'),
    },
  },
  exact,
  reportExact,
);

const controls = new ControlsView(onInput);
/** Settings with a place of their own, outside their group. @type {Record<string, string>} */
const PLACES = {
  playback: 'speed',
  angle: 'angle-options',
  loss: 'loss-options',
  direction: 'view',
  field: 'view',
  compare: 'view',
};
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
  showSettings();
  const hash = writeHash(values);
  history.replaceState(null, '', hash ? `#${hash}` : location.pathname + location.search);
  stage.touch();

  if (before.learningRate !== values.learningRate) {
    training.setLearningRate(Number(values.learningRate)).catch(() => {});
  }
  if (before.loss !== values.loss) lossChart.setView(lossView());
  if (before.field !== values.field) followField(true);
  if (before.angle !== values.angle) histograms.setFolded(values.angle === 'folded');
  playback.speed = Number(values.playback);
  if (['betaMin', 'betaMax', 'tEnd', 'scale'].some((key) => before[key] !== values[key])) {
    settle('schedule', showSchedule);
    settle('floor', showFloor);
  }
  if (before.scale !== values.scale || before.seed !== values.seed) settle('data', showData);
  const asked = changed(before, values, 'flow').map(({ key }) => key);
  // Forward, the process itself is shown, by the settings as they are now.
  const forward = values.direction !== 'reverse';
  const process = forward && ['betaMin', 'betaMax', 'tEnd'].some((k) => before[k] !== values[k]);
  if (asked.includes('direction')) {
    for (const each of [flows, secondFlows]) each.clear();
    playback.restart();
  }
  // While training, the next flow takes the new values anyway.
  if (process || (asked.length > 0 && (forward || !training.active))) {
    settle('flow', () => showFlow(true));
  }
  showPreset();
}

/** Puts the values on the page. */
function showSettings() {
  controls.show(values);
  const adaptive = values.method === 'adaptive';
  controls.setHidden('dt', adaptive);
  controls.setHidden('tolerance', !adaptive);
  const forward = values.direction !== 'reverse';
  element('place-start').textContent = forward ? 'data' : 'noise';
  element('place-end').textContent = forward ? 'noise' : 'data';
  stage.setCaptions(captions());
}

/** What the pictures show, in words. @returns {[string, string | null]} */
function captions() {
  const second = comparison();
  if (!second) return ['', null];
  return [describe(values.method, values.score === 'exact'), describe(second.method, second.exact)];
}

/** @param {unknown} method @param {boolean} isExact */
function describe(method, isExact) {
  const names = { sde: 'SDE', euler: 'ODE, Euler', heun: 'ODE, Heun', adaptive: 'ODE, RK32' };
  return `${names[methodOf(method)]}, ${isExact ? 'exact' : 'learned'} score`;
}

/** The sampler of the second picture, if there is to be one. */
function comparison() {
  if (values.compare === 'off' || values.direction !== 'reverse') return null;
  const [method, score] = String(values.compare).split('-');
  return { method: methodOf(method), exact: score === 'exact' };
}

/** @returns {'linear' | 'log' | 'excess'} */
function lossView() {
  return values.loss === 'linear' || values.loss === 'excess' ? values.loss : 'log';
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
    stage.setData(await flows.data(toConfig(values), DATA_POINTS));
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

async function showFloor() {
  try {
    figures.floor = (await answers.showFloor(toConfig(values))).mean;
    stage.touch();
  } catch (error) {
    reportExact(error);
  }
}

/** The settings of a flow: the process of the weights, when it runs in reverse. @returns {Config} */
function flowConfig() {
  const config = toConfig(values);
  return values.direction === 'reverse' && model
    ? { ...config, schedule: model.config.schedule }
    : config;
}

/** Makes a flow from the weights at hand. @param {boolean} live show it while it is made */
async function showFlow(live) {
  if (!model) return;
  const { bytes, source } = model;
  const config = flowConfig();
  const direction = /** @type {Plan['direction']} */ (values.direction);
  const second = comparison();
  try {
    const runs = [flows.run({ direction, exact: values.score === 'exact' }, bytes, config, live)];
    if (second) {
      const sample = { ...config.sample, method: second.method };
      const plan = { direction, exact: second.exact };
      runs.push(secondFlows.run(plan, bytes, { ...config, sample }, live));
    }
    const [first, other] = await Promise.all(runs);
    if (!first || (second && !other)) return;
    notices.dismiss('flow');
    if (first.evaluation) {
      showMetrics(element('metrics'), first.evaluation, other?.evaluation ?? null);
      const count = first.evaluation.n.toLocaleString('en-US');
      const calls = [first, other].flatMap((run) => (run ? [run.evaluations] : [])).join(' | ');
      element('samples').textContent = `${count} samples, ${source}, ${calls} calls of the score`;
      document.body.dataset.flow = source;
    }
    document.body.dataset.direction = direction;
    followHistograms(true);
    stage.touch();
  } catch (error) {
    reportFlow(error);
  }
}

// ------------------------------------------------------------------------------ following the time

/** @typedef {{ config: Config, t: number, clouds: Float32Array[] }} Moment */

const histogramsAt = new Latest(
  (/** @type {Moment} */ { config, t, clouds }) =>
    Promise.all(clouds.map((points, i) => [flows, secondFlows][i].histograms(config, points, t))),
  ([first, second]) => histograms.show(first, second ?? null),
  reportFlow,
);

const fieldAt = new Latest(
  (/** @type {{ bytes: Uint8Array, t: number }} */ { bytes, t }) =>
    exact.field(bytes, t, FIELD_CELLS, SIDE),
  (field) => {
    const kind = fieldKind();
    stage.setField(kind && { kind, values: field, cells: FIELD_CELLS });
    document.body.dataset.field = kind ?? '';
  },
  reportExact,
);

function fieldKind() {
  const kind = values.field;
  return kind === 'learned' || kind === 'exact' || kind === 'difference' ? kind : null;
}

const followed = { place: NaN, at: -Infinity, flow: /** @type {unknown} */ (null) };

/** Histograms of the particles where they are. @param {boolean} [now] however lately it was done */
function followHistograms(now = false) {
  const flow = stage.flow;
  if (!flow || flow.length === 0) return;
  const { place } = playback;
  const same = followed.place === place && followed.flow === flow;
  const soon = performance.now() - followed.at < FOLLOW_INTERVAL && place < 1;
  if (!now && (same || soon || histogramsAt.busy)) return;
  Object.assign(followed, { place, at: performance.now(), flow });
  const clouds = [flow, stage.second].flatMap((each) => {
    if (!each || each.length === 0) return [];
    const points = new Float32Array(2 * each.particles);
    each.pointsAt(place, points);
    return [points];
  });
  const t = flow.timeAt(place);
  histogramsAt.want({ config: flowConfig(), t, clouds });
  element('histogram-time').textContent = `t = ${t.toFixed(2)}`;
}

const fielded = { t: NaN, model: /** @type {unknown} */ (null) };

/** The score field at the time shown. @param {boolean} [now] the kind has changed */
function followField(now = false) {
  if (!fieldKind()) {
    stage.setField(null);
    document.body.dataset.field = '';
    return;
  }
  const t = stage.flow?.timeAt(playback.place) ?? 0;
  if (!model || (!now && ((fielded.t === t && fielded.model === model) || fieldAt.busy))) return;
  Object.assign(fielded, { t, model });
  fieldAt.want({ bytes: model.bytes, t });
}

/** @param {unknown} error */
function reportExact(error) {
  notices.show('exact', 'error', /** @type {Error} */ (error).message);
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
  lossChart.setFloor(NaN);
  showRunFloor(config);
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
      const measured = measure(again ? 'quick' : 'thorough');
      await showFlow(false);
      await measured;
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
    if (!now || !trainedWith) return;
    const source = `step ${now.step.toLocaleString('en-US')}`;
    model = { bytes: now.bytes, config: toConfig(trainedWith), source };
  } catch {
    // The worker died: that was told, and the weights taken before stay.
  }
}

/** How far the weights at hand are above the floor. @param {'quick' | 'thorough'} care */
async function measure(care) {
  if (!model) return;
  try {
    const { mean } = await answers.measure(model, care);
    figures.excess = mean;
    if (training.state !== 'idle') lossChart.pushExcess(training.step, mean);
    document.body.dataset.measured = model.source;
    stage.touch();
  } catch (error) {
    reportExact(error);
  }
}

/** The floor under the losses of a run that starts. @param {Config} config */
async function showRunFloor(config) {
  try {
    const { mean } = await exact.floor(config, 1);
    lossChart.setFloor(mean);
  } catch (error) {
    reportExact(error);
  }
}

function saveWeights() {
  if (!model) return;
  const blob = new Blob([/** @type {Uint8Array<ArrayBuffer>} */ (model.bytes)]);
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
  model = { bytes, config, source: 'shipped weights' };
  trainedWith = { ...values, ...fromConfig(config) };
}

// ------------------------------------------------------------------------------ drawing

/** @param {number} now */
function frame(now) {
  stage.frame(now);
  requestAnimationFrame(frame);
}

/** Everything but the pictures themselves, after each of them. */
function draw() {
  player.draw(stage.flow);
  followHistograms();
  if (fieldKind()) followField();
  drawLoss();
  const stale = trainedWith ? changed(trainedWith, values, 'train') : [];
  controls.markStale(new Set(stale.map(({ key }) => key)));
  const { floor, excess } = figures;
  trainView.draw(
    { loss: lossChart.series.mean, floor, excess },
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
  stage.refreshTheme();
  for (const chart of [lossChart, histograms, scheduleChart, answers]) chart.rebuild();
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
  showSettings();
  lossChart.clear(Number(values.steps));
  lossChart.setView(lossView());
  histograms.setFolded(values.angle === 'folded');
  requestAnimationFrame(frame);
  showData();
  try {
    await loadPretrained();
    await showFlow(true);
    measure('thorough');
  } catch (error) {
    const why = /** @type {Error} */ (error).message;
    notices.show(
      'pretrained',
      'error',
      `The first flow can’t be shown: ${why}. Training may still work.`,
    );
  }
  showSchedule();
  showFloor();
  loadPresets().catch(reportFlow);
}

start();
