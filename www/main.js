// The page's wiring: settings, link, pictures and answers. The parts know nothing of one another;
// what one has to do with another is said here.

import { Answers } from './answers.js';
import { missingCapability } from './capabilities.js';
import { ControlsView } from './controls-view.js';
import { element } from './element.js';
import { ExactClient } from './exact-client.js';
import { Exports } from './exports.js';
import { Flows } from './flows.js';
import { Follower } from './follower.js';
import { formatCount } from './format.js';
import { Histograms } from './histograms.js';
import { Lab } from './lab.js';
import { watchPage } from './lifecycle.js';
import { readHash, writeHash } from './link.js';
import { showMetrics } from './metrics-view.js';
import { Notices } from './notices.js';
import { Own, withPoints } from './own.js';
import { Playback } from './playback.js';
import { PlayerView } from './player-view.js';
import { PresetsView } from './presets-view.js';
import { offerSavedRun } from './resume.js';
import { RoundTrip } from './round-trip.js';
import { Run } from './run.js';
import { Runs } from './runs.js';
import { ScheduleChart } from './schedule-chart.js';
import { SETTINGS, applies, changed, clamp, fromConfig, toConfig } from './settings.js';
import { Stage } from './stage.js';
import { startStory } from './story.js';
import { takeImported } from './take-imported.js';
import { onThemeChange } from './theme.js';

/** @typedef {import('./settings.js').Setting} Setting */
/** @typedef {import('./settings.js').Values} Values */

/** Points of data behind the particles. */
const DATA_POINTS = 3000;
/** Wait this long for more changes before acting on one (milliseconds). */
const SETTLE = 120;
/** The settings of the forward process. */
const PROCESS = ['betaMin', 'betaMax', 'tEnd'];
/** The settings of the data. */
const DATA = ['dataset', 'scale', 'kernelWidth', 'points'];
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
const link = withPoints(readHash(location.hash));
const lab = new Lab(link.values);

// ------------------------------------------------------------------------------ parts

const playback = new Playback();
const histograms = new Histograms(
  {
    host: element('angle-chart'),
    readout: element('angle-readout'),
    title: element('angle-title'),
  },
  {
    host: element('radius-chart'),
    readout: element('radius-readout'),
    title: element('radius-title'),
  },
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
  save: () => exports.weights(),
  runs: () => runs,
});

const runs = new Runs(
  {
    table: element('runs-table'),
    empty: element('runs-empty'),
    count: element('runs-count'),
    csv: element('runs-csv'),
  },
  {
    overlay: (shown) => {
      run.lossChart.setOverlays(shown);
      stage.touch();
    },
    again: (values) => {
      apply({ ...lab.values, ...values });
      void run.start();
    },
  },
);

const exports = new Exports(element('export'), lab, {
  stage,
  playback,
  notices,
  losses: () => run.lossChart.series,
});

const roundTrip = new RoundTrip(
  {
    buttons: [element('import'), element('import-too')],
    file: element('import-file'),
    status: element('import-status'),
    back: element('import-back'),
    reading: element('import-reading'),
    table: element('outputs'),
    code: element('pytorch-code'),
    copy: element('pytorch-copy'),
  },
  {
    weightsConfig: (bytes) => flows[0].weightsConfig(bytes),
    outputs: (bytes, rows) => exact.outputs(bytes, rows),
    take: (model, complete) =>
      takeImported(model, complete, {
        lab,
        run,
        apply,
        show: () => {
          notices.dismiss('import');
          void showFlow(true);
        },
      }),
    source: () => lab.model?.source ?? 'nothing',
    tell: (words, back) => notices.show('import', 'info', words, back),
    report: (error) => notices.show('import', 'error', /** @type {Error} */ (error).message),
  },
);

const controls = new ControlsView(onInput);
for (const setting of SETTINGS) {
  controls.add(setting, element(PLACES[setting.key] ?? `group-${setting.group}`));
}

const own = new Own(
  { row: controls.row('dataset'), drop: element('first') },
  () => lab.values,
  (points) => apply({ ...lab.values, dataset: 'own', points }),
);

const presets = new PresetsView(element('preset'), (values) => apply({ ...lab.values, ...values }));

// ------------------------------------------------------------------------------ settings

/** @param {Setting} setting @param {string | number} given */
function onInput(setting, given) {
  const { value, problem } = clamp(setting, given, lab.values[setting.key]);
  if (problem) notices.show('setting', 'warning', problem);
  else notices.dismiss('setting');
  if (setting.key === 'dataset' && value === 'own') {
    showSettings(); // the menu says what is so, until there are points
    own.choose();
  } else apply({ ...lab.values, [setting.key]: value });
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
  if (differ(...DATA, ...PROCESS)) settle('floor', showFloor);
  if (differ(...DATA, 'objective', 'tEpsilon', ...PROCESS)) settle('schedule', showSchedule);
  if (differ(...DATA, 'seed')) settle('data', showData);
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
  const warning = element('objective-warning');
  // A live region speaks at each change: only what is new is written.
  if (warning.textContent !== lab.objectiveWarning) warning.textContent = lab.objectiveWarning;
  controls.setHidden('angle', values.dataset !== 'ring');
  for (const key of DATA) controls.setHidden(key, !applies(key, values));
  own.show();
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
  const read = withPoints(readHash(location.hash));
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
    const [start, end] = schedule.weights.map((weight) => Number(weight.toPrecision(2)));
    element('weight').textContent = lab.lossHasFloor
      ? ''
      : `λ/B² is ${formatCount(start)} at the first t, and ${end} at T.`;
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
  const count = formatCount(first.n);
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
  runs.draw();
  roundTrip.draw(lab.model);
}

function redraw() {
  stage.refreshTheme();
  for (const part of [run.lossChart, histograms, scheduleChart, answers, own]) part.rebuild();
}
onThemeChange(redraw);
watchPage({ onLeave: () => run.training.save(), onRedraw: redraw });

// ------------------------------------------------------------------------------ the story

/** What tour, article and modes may do with the page. @type {import('./desk.js').Desk} */
const desk = {
  values: () => lab.values,
  apply,
  redraw,
  train: () => !run.training.active && element('train').click(),
  toggleTraining: () => element('train').click(),
  compute: () => answers.computeLikelihood(),
  seek: (place) => {
    playback.playing = false;
    playback.seek(place);
    stage.touch();
  },
  play: () => {
    playback.restart();
    playback.playing = true;
    stage.touch();
  },
  cloud: (place) => {
    const { flow } = stage;
    if (!flow || flow.available < 1) return null;
    return { points: flow.cloudAt(place), t: flow.timeAt(place) };
  },
  data: (n) => flows[0].data(toConfig(lab.values), n),
};

// ------------------------------------------------------------------------------ start

async function loadPretrained() {
  const response = await fetch(new URL('./assets/pretrained.safetensors', import.meta.url));
  if (!response.ok) throw new Error(`its file answers ${response.status}`);
  const bytes = new Uint8Array(await response.arrayBuffer());
  const config = await flows[0].weightsConfig(bytes);
  if (run.training.state !== 'idle' || lab.model) return; // the visitor was quicker
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
  runs.overlay();
  histograms.setFolded(lab.values.angle === 'folded');
  const frame = (/** @type {number} */ now) => {
    stage.frame(now);
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
  showData();
  offerSavedRun(
    notices,
    (id) => void run.restore(id),
    () => run.training.state === 'idle',
  );
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
  flows[0].presets().then((offered) => {
    presets.offer(offered, lab.values);
    runs.setBases(presets.named);
  }, reportFlow);
}

start();
startStory(desk, notices);
