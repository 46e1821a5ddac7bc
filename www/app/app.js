// The page's composition: each part is made here, and handed its root and what it needs of others.
// The parts know nothing of one another.

import { ExactClient } from '../exact/exact-client.js';
import { ExactPanel } from '../exact/exact-panel.js';
import { applyImport } from '../files/apply-import.js';
import { ExportMenu } from '../files/export-menu.js';
import { PytorchCard } from '../files/pytorch-card.js';
import { CustomPoints } from '../points/custom-points.js';
import { withPoints } from '../points/saved-points.js';
import { RunHistory } from '../runs/run-history.js';
import { Histograms } from '../sampling/histograms.js';
import { SamplingController } from '../sampling/sampling-controller.js';
import { AddressBar } from '../settings/address-bar.js';
import { AppState } from '../settings/app-state.js';
import { fromConfig, toConfig } from '../settings/config.js';
import { ControlsView } from '../settings/controls-view.js';
import { PresetsView } from '../settings/presets-view.js';
import { SchedulePanel } from '../settings/schedule-panel.js';
import { SCHEMA } from '../settings/schema.js';
import { showDataNames } from '../shell/data-names.js';
import { startShell } from '../shell/shell.js';
import { LossPanel } from '../training/loss-panel.js';
import { loadPretrained } from '../training/pretrained.js';
import { offerSavedRun } from '../training/saved-run-offer.js';
import { TrainingSession } from '../training/training-session.js';
import { missingCapability } from '../ui/browser-support.js';
import { element } from '../ui/dom.js';
import { watchPage } from '../ui/lifecycle.js';
import { Notices } from '../ui/notices.js';
import { onThemeChange } from '../ui/theme.js';
import { pageActions } from './page-actions.js';
import { reporters } from './reporters.js';
import { settingsController } from './settings-controller.js';

/** Settings with a place of their own, outside their group. @type {Record<string, string>} */
const PLACES = {
  playback: 'speed',
  angle: 'angle-options',
  loss: 'loss-options',
  direction: 'view',
  field: 'view',
  compare: 'view',
};

// ------------------------------------------------------------------------------ state, settings

const notices = new Notices(element('notices'));
const address = new AddressBar(notices, element('share'), withPoints);
const link = address.read();
const state = new AppState(link.values);

const controls = new ControlsView(
  settingsController(state, {
    notices,
    showSettings,
    choosePoints: () => points.choose(),
  }),
);
for (const setting of SCHEMA) {
  controls.add(setting, element(PLACES[setting.key] ?? `group-${setting.group}`));
}
const report = reporters(notices, controls);
const presets = new PresetsView(element('preset'), (settings) => state.set(settings));
address.watch((settings) => state.set(settings));

// First the settings themselves are shown; then each part takes what concerns it.
state.onSettings(showSettings);
state.onSettings(({ after }) => address.write(after));

function showSettings() {
  controls.show(state.settings);
  presets.show(state.settings);
  showDataNames(state.settings.dataset);
}

// ------------------------------------------------------------------------------ features

const exact = new ExactClient({
  onCrash: (error) => {
    notices.show('exact', 'error', `The worker that knows the answers stopped: ${error.message}`);
  },
});
const histograms = new Histograms(element('angle-card'), element('radius-card'), state);
const sampling = new SamplingController(element('sampling'), state, {
  histograms,
  fieldOf: ({ bytes }, t, cells, side) => exact.field(bytes, t, cells, side),
  notices,
  report,
});
const { client, playback, view } = sampling;
const touch = () => view.touch();
const schedule = new SchedulePanel(element('settings'), state, {
  scheduleOf: (config) => client.schedule(config),
  report: report.flow,
});
const answers = new ExactPanel(element('answers'), state, exact, {
  onChange: touch,
  report: report.exact,
});
const lossPanel = new LossPanel(element('loss-card'), state);
const runs = new RunHistory(element('runs'), state.settings.steps, {
  overlay: (shown) => {
    lossPanel.setOverlays(shown);
    touch();
  },
  again: (settings) => {
    state.set(settings);
    void training.start();
  },
});
const exportMenu = new ExportMenu(element('export'), state, {
  pictures: view,
  playback,
  notices,
  losses: () => runs.series.losses,
});
const training = new TrainingSession(element('training'), state, notices, {
  runs,
  onChange: touch,
  showFlow: () => sampling.makeFlow(false),
  measure: (care) => answers.measure(care),
  floor: (config) => answers.floorOf(config),
  onFault: report.training,
  save: () => exportMenu.weights(),
  need: (config) => client.need(config),
});
const pytorch = new PytorchCard(element('pytorch'), {
  describe: (bytes) => client.describeWeights(bytes),
  withReading: (bytes, ...reading) => client.withReading(bytes, ...reading),
  outputs: (bytes, rows) => exact.outputs(bytes, rows),
  take: (model, complete) =>
    applyImport(model, complete, {
      state,
      pause: () => training.pauseAndSettle(),
      show: () => {
        notices.dismiss('import');
        void sampling.makeFlow(true);
        void training.measure('thorough');
      },
    }),
  source: () => state.model?.source ?? 'nothing',
  tell: (words, back) => notices.show('import', 'info', words, back),
  report: (error) => notices.show('import', 'error', /** @type {Error} */ (error).message),
});
element('import').onclick = () => pytorch.choose();
const points = new CustomPoints(
  { row: controls.row('dataset'), drop: element('first') },
  () => state.settings,
  (text) => state.set({ dataset: 'own', points: text }),
);
state.onSettings(() => points.show());

// ------------------------------------------------------------------------------ pictures

/** Everything but the pictures themselves, after each of them. */
function drawRest() {
  controls.markStale(state.stale);
  training.draw();
  lossPanel.draw(runs.series, training.active);
  runs.draw();
  pytorch.draw(state.model);
  drawArticle();
}

function redraw() {
  view.refreshTheme();
  for (const part of [lossPanel, histograms, schedule, answers, points]) part.rebuild();
}
onThemeChange(redraw);
watchPage({ onLeave: () => training.save(), onRedraw: redraw });

// ------------------------------------------------------------------------------ around the lab

const actions = pageActions(state, {
  answers,
  playback,
  redraw,
  data: (n) => client.data(toConfig(state.settings), n),
  schedule: () => client.schedule(toConfig(state.settings)),
  report: report.flow,
  training,
  view,
  train: element('train'),
});
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
  showSettings();
  schedule.showWarning();
  points.show();
  sampling.showSettings();
  delete document.body.dataset.starting;
  runs.overlay();
  const frame = (/** @type {number} */ now) => {
    if (sampling.frame(now)) drawRest();
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
  sampling.showData();
  offerSavedRun(
    notices,
    (id) => void training.restore(id),
    () => training.idle,
  );
  try {
    const model = await loadPretrained((bytes) => client.describeWeights(bytes));
    // The visitor may have been quicker.
    if (training.idle && !state.model) {
      state.model = model;
      state.trainedWith = { ...state.settings, ...fromConfig(model.config) };
    }
    await sampling.makeFlow(true);
    training.measure('thorough');
  } catch (error) {
    const why = /** @type {Error} */ (error).message;
    const words = `The first flow can’t be shown: ${why}. Training may still work.`;
    notices.show('pretrained', 'error', words);
  }
  schedule.update();
  answers.showFloor();
  training.prepare();
  client.presets().then((offered) => {
    presets.offer(offered, state.settings);
    runs.setBases(presets.named);
  }, report.flow);
}

start();
