// The page's wiring: settings, link, pictures and answers. The parts know nothing of one another;
// what one has to do with another is said here.

import { Answers } from './answers.js';
import { missingCapability } from './capabilities.js';
import { ControlsView } from './controls-view.js';
import { element } from './element.js';
import { ExactClient } from './exact-client.js';
import { Flows } from './flows.js';
import { Follower } from './follower.js';
import { Histograms } from './histograms.js';
import { Lab } from './lab.js';
import { watchPage } from './lifecycle.js';
import { readHash, writeHash } from './link.js';
import { showMetrics } from './metrics-view.js';
import { Notices } from './notices.js';
import { Playback } from './playback.js';
import { PlayerView } from './player-view.js';
import { PresetsView } from './presets-view.js';
import { offerSavedRun } from './resume.js';
import { Run } from './run.js';
import { ScheduleChart } from './schedule-chart.js';
import { SETTINGS, changed, clamp, fromConfig, toConfig } from './settings.js';
import { Stage } from './stage.js';
import { onThemeChange } from './theme.js';

/** @typedef {import('./settings.js').Setting} Setting */
/** @typedef {import('./settings.js').Values} Values */

/** Points of data behind the particles. */
const DATA_POINTS = 3000;
/** Wait this long for more changes before acting on one (milliseconds). */
const SETTLE = 120;
/** The settings of the forward process. */
const PROCESS = ['betaMin', 'betaMax', 'tEnd'];
/** Settings with a place of their own, outside their group. @type {Record<string, string>} */
const PLACES = {
  playback: 'speed',
  angle: 'angle-options',
  loss: 'loss-options',
  direction: 'view',
  field: 'view',
  compare: 'view',
};

const notices = new Notices(element('notices'));
const link = readHash(location.hash);
const lab = new Lab(link.values);

// ------------------------------------------------------------------------------ parts

const playback = new Playback();
const histograms = new Histograms(
  { host: element('angle-chart'), readout: element('angle-readout') },
  { host: element('radius-chart'), readout: element('radius-readout') },
);
const scheduleChart = new ScheduleChart(element('schedule-chart'), {
  a: element('readout-a'),
  b: element('readout-b'),
});

const flows = [0, 1].map(
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
    { figure: element('first'), canvas: element('flow'), caption: element('flow-caption') },
    {
      figure: element('second'),
      canvas: element('second-flow'),
      caption: element('second-caption'),
    },
  ],
  [flows[0], flows[1]],
  playback,
  drawRest,
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

const follower = new Follower(
  lab,
  { stage, playback, flows, exact, histograms },
  { flow: reportFlow, exact: reportExact },
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

const run = new Run(lab, notices, {
  onChange: () => stage.touch(),
  showFlow: () => showFlow(false),
  measure: async (care) => {
    try {
      return lab.model ? (await answers.measure(lab.model, care)).mean : NaN;
    } catch (error) {
      reportExact(error);
      return NaN;
    }
  },
  onSettings: (values) => apply(values),
  floor: async (config) => {
    try {
      return (await exact.floor(config, 1)).mean;
    } catch (error) {
      reportExact(error);
      return NaN;
    }
  },
});

const controls = new ControlsView(onInput);
for (const setting of SETTINGS) {
  controls.add(setting, element(PLACES[setting.key] ?? `group-${setting.group}`));
}

const presets = new PresetsView(element('preset'), (values) => apply({ ...lab.values, ...values }));

// ------------------------------------------------------------------------------ settings

/** @param {Setting} setting @param {string | number} given */
function onInput(setting, given) {
  const { value, problem } = clamp(setting, given, lab.values[setting.key]);
  if (problem) notices.show('setting', 'warning', problem);
  else notices.dismiss('setting');
  apply({ ...lab.values, [setting.key]: value });
}

/** Takes over new values, and does what their change asks for. @param {Values} values */
function apply(values) {
  const before = lab.values;
  lab.values = values;
  showSettings();
  const hash = writeHash(values);
  history.replaceState(null, '', hash ? `#${hash}` : location.pathname + location.search);
  stage.touch();
  /** @param {string[]} keys */
  const differ = (...keys) => keys.some((key) => before[key] !== values[key]);

  if (differ('learningRate')) {
    run.training.setLearningRate(Number(values.learningRate)).catch(() => {});
  }
  if (differ('loss')) run.lossChart.setView(lab.lossView);
  if (differ('field')) follower.field(true);
  if (differ('angle')) histograms.setFolded(values.angle === 'folded');
  if (differ('scale', ...PROCESS)) {
    settle('schedule', showSchedule);
    settle('floor', showFloor);
  }
  if (differ('scale', 'seed')) settle('data', showData);
  if (differ('direction')) {
    for (const each of flows) each.clear();
    playback.restart();
  }
  // Forward, the process itself is shown, by the settings as they are now. In reverse, while
  // training, the next flow takes the new values anyway.
  const another = changed(before, values, 'flow').length > 0;
  if (lab.forward ? another || differ(...PROCESS) : another && !run.training.active) {
    settle('flow', () => showFlow(true));
  }
}

/** Puts the values on the page. */
function showSettings() {
  const { values } = lab;
  controls.show(values);
  presets.show(values);
  controls.setHidden('dt', values.method === 'adaptive');
  controls.setHidden('tolerance', values.method !== 'adaptive');
  controls.setHidden('tEpsilon', lab.lossHasFloor);
  element('place-start').textContent = lab.forward ? 'data' : 'noise';
  element('place-end').textContent = lab.forward ? 'noise' : 'data';
  stage.setCaptions(lab.captions);
  playback.speed = Number(values.playback);
}

/** @type {Map<string, number>} */
const timers = new Map();

/** Does something once changes have come to rest. @param {string} key @param {() => unknown} act */
function settle(key, act) {
  clearTimeout(timers.get(key));
  timers.set(key, window.setTimeout(act, SETTLE));
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

// ------------------------------------------------------------------------------ what is shown

async function showData() {
  try {
    stage.setData(await flows[0].data(toConfig(lab.values), DATA_POINTS));
  } catch (error) {
    reportFlow(error);
  }
}

async function showSchedule() {
  try {
    const schedule = await flows[0].schedule(toConfig(lab.values));
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
    lab.figures.floor = (await answers.showFloor(toConfig(lab.values))).mean;
    stage.touch();
  } catch (error) {
    reportExact(error);
  }
}

/** Makes the flows from the weights at hand. @param {boolean} live show them while they are made */
async function showFlow(live) {
  const { model, forward } = lab;
  if (!model) return;
  try {
    const wanted = lab.flows;
    const found = await Promise.all(
      wanted.map(({ plan, config }, i) => flows[i].run(plan, model.bytes, config, live)),
    );
    const ends = found.flatMap((end) => (end ? [end] : []));
    if (ends.length < wanted.length) return; // newer ones took their place
    notices.dismiss('flow');
    if (!forward) showEnds(ends, model.source);
    document.body.dataset.direction = wanted[0].plan.direction;
    follower.histograms(true);
    stage.touch();
  } catch (error) {
    reportFlow(error);
  }
}

/**
 * How the samples compare with data.
 * @param {NonNullable<Awaited<ReturnType<Flows['run']>>>[]} ends
 * @param {string} source
 */
function showEnds(ends, source) {
  const [first, second] = ends.map(({ evaluation }) => evaluation);
  if (!first) return;
  showMetrics(element('metrics'), first, second ?? null);
  const calls = ends.map(({ evaluations }) => evaluations).join(' | ');
  const count = first.n.toLocaleString('en-US');
  element('samples').textContent = `${count} samples, ${source}, ${calls} calls of the score`;
  document.body.dataset.flow = source;
}

/** @param {unknown} error */
function reportFlow(error) {
  notices.show('flow', 'error', /** @type {Error} */ (error).message);
}

/** @param {unknown} error */
function reportExact(error) {
  notices.show('exact', 'error', /** @type {Error} */ (error).message);
}

/** Everything but the pictures themselves, after each of them. */
function drawRest() {
  player.draw(stage.flow);
  follower.follow();
  controls.markStale(new Set(lab.stale.map(({ key }) => key)));
  run.draw();
}

function redraw() {
  stage.refreshTheme();
  for (const chart of [run.lossChart, histograms, scheduleChart, answers]) chart.rebuild();
}
onThemeChange(redraw);
watchPage({ onLeave: () => run.training.save(), onRedraw: redraw });

// ------------------------------------------------------------------------------ start

async function loadPretrained() {
  const response = await fetch(new URL('./assets/pretrained.safetensors', import.meta.url));
  if (!response.ok) throw new Error(`its file answers ${response.status}`);
  const bytes = new Uint8Array(await response.arrayBuffer());
  const config = await flows[0].weightsConfig(bytes);
  if (run.training.state !== 'idle') return; // the visitor was quicker
  lab.model = { bytes, config, source: 'shipped weights' };
  lab.trainedWith = { ...lab.values, ...fromConfig(config) };
}

async function start() {
  const missing = missingCapability();
  if (missing) {
    notices.show('capability', 'error', missing);
    return;
  }
  showProblems(link.problems);
  if (matchMedia('(prefers-reduced-motion: reduce)').matches) {
    playback.playing = false;
    playback.seek(1);
  }
  showSettings();
  run.lossChart.clear(Number(lab.values.steps));
  run.lossChart.setView(lab.lossView);
  histograms.setFolded(lab.values.angle === 'folded');
  const frame = (/** @type {number} */ now) => {
    stage.frame(now);
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
  showData();
  offerSavedRun(notices, (id) => void run.restore(id));
  try {
    await loadPretrained();
    await showFlow(true);
    run.measure('thorough');
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
  run.training.prepare();
  flows[0].presets().then((offered) => presets.offer(offered, lab.values), reportFlow);
}

start();
