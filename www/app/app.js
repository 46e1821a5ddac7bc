// The page's wiring: settings, link, pictures and answers. The parts know nothing of one another;
// what one has to do with another is said here.

import { AddressBar } from '../settings/address-bar.js';
import { missingCapability } from '../ui/browser-support.js';
import { Changes } from './settings-changes.js';
import { ControlsView } from '../settings/controls-view.js';
import { element } from '../ui/dom.js';
import { ExactClient } from '../exact/exact-client.js';
import { ExactPanel } from '../exact/exact-panel.js';
import { ExportMenu } from '../files/export-menu.js';
import { SamplingClient } from '../sampling/sampling-client.js';
import { PlaybackSync } from '../sampling/playback-sync.js';
import { Histograms } from '../sampling/histograms.js';
import { AppState } from '../settings/app-state.js';
import { watchPage } from '../ui/lifecycle.js';
import { Notices } from '../ui/notices.js';
import { CustomPoints } from '../points/custom-points.js';
import { withPoints } from '../points/saved-points.js';
import { pageActions } from './page-actions.js';
import { Playback } from '../sampling/playback.js';
import { PlayerView } from '../sampling/player-view.js';
import { PresetsView } from '../settings/presets-view.js';
import { offerSavedRun } from '../training/saved-run-offer.js';
import { PytorchCard } from '../files/pytorch-card.js';
import { Crash } from '../shared/rpc.js';
import { TrainingSession } from '../training/training-session.js';
import { RunHistory } from '../runs/run-history.js';
import { SchedulePanel } from '../settings/schedule-panel.js';
import { SCHEMA, toConfig } from '../settings/schema.js';
import { Showing } from './refresh.js';
import { SamplingView } from '../sampling/sampling-view.js';
import { startShell } from '../shell/shell.js';
import { applyImport } from '../files/apply-import.js';
import { onThemeChange } from '../ui/theme.js';

/** @typedef {import('../settings/schema.js').Settings} Settings */

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
const address = new AddressBar(notices, element('share'), withPoints);
const link = address.read();
const state = new AppState(link.values);

/** Marks the setting that a fault is about. @param {import('../shared/rpc.js').Fault} fault */
const markFault = ({ setting, message }) => {
  if (setting) controls.markFault(setting, message);
};
/** A worker could not do what it was asked. @param {'flow' | 'exact'} key */
const reporter = (key) => (/** @type {unknown} */ error) => {
  if (error instanceof Crash) return; // told, with what to do
  const fault = /** @type {import('../shared/rpc.js').CallError} */ (error);
  notices.show(key, 'error', fault.message);
  markFault(fault);
};
const report = { flow: reporter('flow'), exact: reporter('exact') };
/** Takes over new values. @param {Settings} values */
const apply = (values) => changes.apply(values);

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
const scheduleChart = new SchedulePanel(element('schedule-chart'), {
  a: element('readout-a'),
  b: element('readout-b'),
});

const flows = [0, 1].map(
  () =>
    new SamplingClient({
      onFrame: () => stage.touch(),
      onCrash: (error) => {
        const action = { label: 'Try again', run: () => void showing.flow(true) };
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

const stage = new SamplingView(
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

const follower = new PlaybackSync(state, { stage, playback, flows, exact, histograms }, report);

const answers = new ExactPanel(element('answers'), exact, report.exact);

const showing = new Showing(
  state,
  { flows, stage, follower, answers, exact, scheduleChart, notices },
  report,
);

const run = new TrainingSession(state, notices, {
  onChange: () => stage.touch(),
  showFlow: () => showing.flow(false),
  measure: (care) => showing.measure(care),
  onSettings: (values) => apply(values),
  floor: (config) => showing.floorOf(config),
  onFault: markFault,
  save: () => exportMenu.weights(),
  runs: () => runs,
  need: (config, pictures) => flows[0].need(config, pictures),
});

const runs = new RunHistory(
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
      apply({ ...state.settings, ...values });
      void run.start();
    },
  },
);

const exportMenu = new ExportMenu(element('export'), state, {
  pictures: stage,
  playback,
  notices,
  losses: () => run.lossChart.series,
});

const pytorch = new PytorchCard(element('pytorch'), {
  weightsConfig: (bytes) => flows[0].weightsConfig(bytes),
  outputs: (bytes, rows) => exact.outputs(bytes, rows),
  take: (model, complete) =>
    applyImport(model, complete, {
      state,
      pause: () => run.pauseAndSettle(),
      apply,
      show: () => {
        notices.dismiss('import');
        void showing.flow(true);
        void run.measure('thorough');
      },
    }),
  source: () => state.model?.source ?? 'nothing',
  tell: (words, back) => notices.show('import', 'info', words, back),
  report: (error) => notices.show('import', 'error', /** @type {Error} */ (error).message),
});
element('import').onclick = () => pytorch.choose();

const controls = new ControlsView((setting, given) => changes.input(setting, given));
for (const setting of SCHEMA) {
  controls.add(setting, element(PLACES[setting.key] ?? `group-${setting.group}`));
}

const own = new CustomPoints(
  { row: controls.row('dataset'), drop: element('first') },
  () => state.settings,
  (points) => apply({ ...state.settings, dataset: 'own', points }),
);

const presets = new PresetsView(element('preset'), (values) =>
  apply({ ...state.settings, ...values }),
);

const changes = new Changes(state, {
  address,
  controls,
  flows,
  follower,
  histograms,
  notices,
  own,
  playback,
  presets,
  run,
  showing,
  stage,
});
address.watch(apply);

// ------------------------------------------------------------------------------ pictures

/** Everything but the pictures themselves, after each of them. */
function drawRest() {
  player.draw(stage.flow);
  follower.follow();
  controls.markStale(new Set(state.stale.map(({ key }) => key)));
  run.draw();
  runs.draw();
  pytorch.draw(state.model);
  drawArticle();
}

function redraw() {
  stage.refreshTheme();
  for (const part of [run.lossChart, histograms, scheduleChart, answers, own]) part.rebuild();
}
onThemeChange(redraw);
watchPage({ onLeave: () => run.training.save(), onRedraw: redraw });

// ------------------------------------------------------------------------------ around the lab

const actions = pageActions(state, {
  answers,
  apply,
  flows,
  playback,
  redraw,
  report: report.flow,
  run,
  stage,
  train: element('train'),
});

// ------------------------------------------------------------------------------ start

async function start() {
  const missing = missingCapability();
  if (missing) {
    notices.show('capability', 'error', missing);
    return;
  }
  address.tell(link.problems);
  if (matchMedia('(prefers-reduced-motion: reduce)').matches) {
    playback.playing = false;
    playback.seek(1);
  }
  changes.show();
  delete document.body.dataset.starting;
  run.lossChart.clear(Number(state.settings.steps));
  run.lossChart.setView(state.lossView);
  runs.overlay();
  histograms.setFolded(state.settings.angle === 'folded');
  const frame = (/** @type {number} */ now) => {
    stage.frame(now);
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
  showing.data();
  offerSavedRun(
    notices,
    (id) => void run.restore(id),
    () => run.training.state === 'idle',
  );
  try {
    await showing.loadShipped(() => run.training.state !== 'idle');
    await showing.flow(true);
    run.measure('thorough');
  } catch (error) {
    const why = /** @type {Error} */ (error).message;
    notices.show(
      'pretrained',
      'error',
      `The first flow can’t be shown: ${why}. Training may still work.`,
    );
  }
  showing.schedule();
  showing.floor();
  run.budget.look();
  run.training.prepare();
  flows[0].presets().then((offered) => {
    presets.offer(offered, state.settings);
    runs.setBases(presets.named);
  }, report.flow);
}

start();
const drawArticle = startShell(
  {
    header: element('header'),
    main: element('main'),
    story: element('story'),
    footer: element('footer'),
  },
  actions,
  notices,
);
