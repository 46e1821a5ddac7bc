// The page's composition: each part is made here, and handed its root and what it needs of others.
// The parts know nothing of one another.

import { portableInstead } from '../arithmetic/portable-instead.js';
import { ExactClient } from '../exact/exact-client.js';
import { ExactPanel } from '../exact/exact-panel.js';
import { FitMonitor } from '../exact/fit-monitor.js';
import { FigureButton } from '../figure/figure-button.js';
import { applyImport } from '../files/apply-import.js';
import { ExportMenu } from '../files/export-menu.js';
import { onArrivals } from '../files/file-drop.js';
import { PytorchCard } from '../files/pytorch-card.js';
import { CustomPoints } from '../points/custom-points.js';
import { DataChoice } from '../points/data-choice.js';
import { withPoints } from '../points/saved-points.js';
import { RunHistory } from '../runs/run-history.js';
import { Histograms } from '../sampling/histograms.js';
import { SIDE } from '../sampling/sampling-canvas.js';
import { SamplingController } from '../sampling/sampling-controller.js';
import { showStepHint } from '../sampling/step-hint.js';
import { AddressBar } from '../settings/address-bar.js';
import { AppState } from '../settings/app-state.js';
import { toConfig } from '../settings/config.js';
import { ControlsView } from '../settings/controls-view.js';
import { PresetsView } from '../settings/presets-view.js';
import { SchedulePanel } from '../settings/schedule-panel.js';
import { areFlowsNow } from '../settings/origin.js';
import { SCHEMA, settingOf } from '../settings/schema.js';
import { showDataNames } from '../shell/data-names.js';
import { startShell } from '../shell/shell.js';
import { ViewReset } from '../shell/view-reset.js';
import { LossPanel } from '../training/loss-panel.js';
import { loadPretrained, standsFor } from '../training/pretrained.js';
import { showEarlierRates } from '../training/rates-note.js';
import { offerSavedRun } from '../training/saved-run-offer.js';
import { TrainingSession } from '../training/training-session.js';
import { element } from '../ui/dom.js';
import { firstPictureIsComing, firstPictureIsThere } from '../ui/first-picture.js';
import { later } from '../ui/later.js';
import { onPaper, watchPage } from '../ui/lifecycle.js';
import { Notices } from '../ui/notices.js';
import { onThemeChange } from '../ui/theme.js';
import { Explore } from './explore.js';
import { pageActions } from './page-actions.js';
import { PageAddress } from './page-address.js';
import { reporters } from './reporters.js';
import { settingsController } from './settings-controller.js';

/** Settings with a place of their own, outside their group. @type {Record<string, string>} */
const PLACES = {
  playback: 'speed',
  trainOnChange: 'train-options',
  angle: 'angle-options',
  byTime: 'by-time-options',
  loss: 'loss-options',
  direction: 'view',
  field: 'view',
  compare: 'view',
  // Explorations show these; arithmetic is in the menu.
  path: 'group-explore',
  trainingPoints: 'group-explore',
  arithmetic: 'group-explore',
};

// ------------------------------------------------------------------------------ state, settings

const notices = new Notices(element('notices'));
const place = new PageAddress(window);
const address = new AddressBar(place, notices, element('share'), withPoints);
const link = address.read();
const state = new AppState(link.values, (settings) => portableInstead(settings, notices));

const take = settingsController(state, {
  markFault: (key, words) => controls.markFault(key, words),
  showSettings,
  choosePoints: () => points.choose(),
});
const controls = new ControlsView(take);
for (const setting of SCHEMA) {
  controls.add(setting, element(PLACES[setting.key] ?? `group-${setting.group}`));
}
showStepHint(controls.row('dt'), state);
const report = reporters(notices, controls);
/** @param {Partial<import('../settings/schema.js').Settings>} settings */
const jump = (settings) => address.jump(() => state.set(settings));
const presets = new PresetsView(element('preset'), jump);
address.watch((settings) => state.set(settings));

// First the settings themselves are shown; then each part takes what concerns it.
state.onSettings(showSettings);
state.onSettings(({ after }) => address.write(after));

/** @param {'import' | 'part'} key of the notice that says what went wrong */
function tellOf(key) {
  return (/** @type {unknown} */ error) =>
    notices.show(key, 'error', /** @type {Error} */ (error).message);
}

function showSettings() {
  controls.show(state.settings);
  presets.show(state.settings);
  showDataNames(state.settings.dataset);
}

// ------------------------------------------------------------------------------ features

const exact = new ExactClient({
  onCrash: (error) => {
    notices.show(
      'exact',
      'error',
      `The worker that computes the exact answers stopped: ${error.message}`,
    );
  },
});
const histograms = new Histograms(element('angle-card'), element('radius-card'), state);
const sampling = new SamplingController(element('sampling'), state, {
  histograms,
  fieldOf: (asked, t, cells, side) => exact.field(asked, t, cells, side),
  notices,
  report,
});
const { client, playback, view } = sampling;
const touch = () => view.touch();
const figure = new FigureButton(element('figure-open'), {
  moment: () => sampling.moment,
  isNow: (flows) => areFlowsNow(state, flows),
  count: (i, config, points, t) => sampling.figure(i, config, points, t),
  side: SIDE,
  angle: () => (state.settings.angle === 'folded' ? 'folded' : 'angle'),
  playback,
  touch,
  report: tellOf('part'),
  paper: element('main'),
});
showEarlierRates(controls.row('learningRate'), state);
new ViewReset(element('view'), state, (settings) => {
  jump(settings);
  playback.restart();
  touch();
});
const schedule = new SchedulePanel(element('settings'), state, {
  scheduleOf: (config) => client.schedule(config),
  report: report.flow,
});
const answers = new ExactPanel(element('answers'), state, exact, {
  onChange: touch,
  report: report.exact,
});
const fits = new FitMonitor(exact, (model, fit, care) =>
  training.take('kl', model, fit && fit.kl, care),
);
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
  judge: (model, care) => {
    fits.see(model, care);
    // The exploration of memorising looks for itself; elsewhere a run is looked at when it rests.
    const finite = model.run && model.config.train.trainingPoints > 0;
    const elsewhere = state.settings.explore !== 'memorise';
    if (finite && elsewhere && care === 'thorough') void remember(model);
  },
  floor: (config) => answers.floorOf(config),
  onFault: report.training,
  save: () => exportMenu.weights(),
  need: (config) => client.need(config),
});
const memory = later(() => import('../memorise/memory-of.js'));
/** What a network learnt by heart, for the record of its run. @param {import('../settings/app-state.js').AskedModel} model */
async function remember(model) {
  try {
    const { memoryOf } = await memory();
    training.note(model, await memoryOf(model));
  } catch (error) {
    tellOf('part')(error);
  }
}
const pytorch = new PytorchCard(element('pytorch'), {
  describe: (bytes) => client.describeWeights(bytes),
  withConfig: (bytes, config) => client.withConfig(bytes, config),
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
  report: tellOf('import'),
});
element('import').onclick = () => pytorch.choose();
const points = new CustomPoints(controls.row('dataset'), () => state.settings, {
  onUse: (text) => state.set({ dataset: 'own', points: text }),
  onTrain: () => void training.start(),
  report: tellOf('part'),
});
state.onSettings(() => points.show());
const arrivals = later(() => import('../files/arrivals.js'));
onArrivals((arrival) => {
  const answers = {
    weights: (/** @type {File} */ file) => {
      // What says how it went stands on the page; what was being drawn is kept.
      for (const dialog of document.querySelectorAll('dialog')) dialog.close();
      void pytorch.open(file);
    },
    points: (/** @type {File} */ file) => points.openFile(file),
    text: (/** @type {string} */ text) => points.openText(text),
    tell: (/** @type {string} */ words) => notices.show('drop', 'warning', words),
  };
  notices.dismiss('drop');
  void arrivals().then(({ takeArrival }) => takeArrival(arrival, answers), tellOf('part'));
});
const choice = new DataChoice(element('data-choice'), element('group-process'), state, {
  onPick: (key) => take(settingOf('dataset'), key),
  onDraw: () => points.edit(),
});

const explore = new Explore(
  element('explore'),
  element('explore-menu'),
  {
    state,
    sampling,
    row: (key) => controls.row(key),
    jump,
    train: () => void training.start(),
    note: (model, estimates) => training.note(model, estimates),
    figuresOf: (id) => runs.figuresOf(id),
    report: tellOf('part'),
  },
  (key) => address.jump(() => take(settingOf('explore'), key)),
);

// ------------------------------------------------------------------------------ pictures

/** Everything but the pictures themselves, after each of them. */
function drawRest() {
  controls.markStale(state.stale);
  training.draw();
  lossPanel.draw(runs.series, training.active);
  runs.draw();
  pytorch.draw(state.model);
  shell.draw();
  figure.follow();
  explore.draw();
}

function redraw() {
  view.refreshTheme();
  choice.place();
  for (const part of [lossPanel, histograms, schedule, answers, points, figure, explore])
    part.rebuild();
}
onThemeChange(redraw);
onPaper(() => {
  redraw();
  sampling.frame(performance.now());
});
watchPage({ onLeave: () => training.save(), onRedraw: redraw });

// ------------------------------------------------------------------------------ around the lab

const actions = pageActions(state, {
  apply: (settings) => {
    // What the link itself asks for, as a station of the tour, is not a step in the browser's history.
    if ('starting' in document.body.dataset) state.set(settings);
    else jump(settings);
  },
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
const shell = startShell(
  {
    header: element('header'),
    main: element('main'),
    story: element('story'),
    footer: element('footer'),
  },
  actions,
  notices,
  place,
);

// ------------------------------------------------------------------------------ start

async function start() {
  // Something that this browser lacks: the script within the page has said so (start-guard.js).
  if (document.documentElement.dataset.missing) return;
  address.tell(link.problems);
  // A station of the tour has settings and a place in time: they come first.
  if (shell.opened) await shell.opened;
  if (matchMedia('(prefers-reduced-motion: reduce)').matches) {
    playback.playing = false;
    // A station of the tour has its own.
    if (!document.body.dataset.tour) playback.seek(1);
  }
  showSettings();
  schedule.showWarning();
  points.show();
  sampling.showSettings();
  delete document.body.dataset.starting;
  explore.start();
  runs.overlay();
  const frame = (/** @type {number} */ now) => {
    if (sampling.frame(now)) drawRest();
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
  sampling.showData();
  firstPictureIsComing();
  offerSavedRun(
    notices,
    (id) => void training.restore(id),
    () => training.idle,
  );
  try {
    const model = await loadPretrained((bytes) => client.describeWeights(bytes));
    // The visitor may have been quicker.
    if (training.idle && !state.model) {
      state.useWeights(model);
      state.trainedWith = standsFor(model, state.settings);
    }
    await sampling.makeFlow(true);
    training.measure('thorough');
  } catch (error) {
    const why = /** @type {Error} */ (error).message;
    const words = `The first flow can’t be shown: ${why}. Training may still work.`;
    notices.show('pretrained', 'error', words);
  }
  firstPictureIsThere();
  void choice.paint((config, n) => client.data(config, n));
  schedule.update();
  answers.showFloor();
  training.prepare();
  client.presets().then((offered) => {
    presets.offer(offered, state.settings);
    runs.setBases(presets.named);
  }, report.flow);
}

start();
