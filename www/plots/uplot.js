// What charts are drawn with: a part of its own, loaded after the first picture (chart.js).

export { default } from '../vendor/uplot/uPlot.esm.js';
