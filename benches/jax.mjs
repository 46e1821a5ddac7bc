// The same training step in jax-js, which compiles its kernels to WebAssembly in the browser.

import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { runInPage } from '../tools/browsers/engines.mjs';

/** @typedef {import('./contenders.mjs').Case} Case */
/** @typedef {import('./table.mjs').Timing} Timing */

const DIR = fileURLToPath(new URL('./jax/', import.meta.url));

/**
 * jax-js with its WebAssembly backend, the whole step compiled by `jit`, on a batch that is already
 * there. (Its optimisers are another package: Adam is written out.)
 * @param {import('../tools/browsers/engines.mjs').Engine} chromium
 * @param {Case} asked
 * @returns {Promise<Timing | null>}
 */
export async function jax(chromium, asked) {
  if (!existsSync(`${DIR}node_modules`)) return null;
  return runInPage(
    chromium,
    DIR,
    async ({ batch, width }) => {
      const {
        defaultDevice,
        init,
        jit,
        nn,
        numpy: np,
        tree,
        valueAndGrad,
      } = await import(/** @type {any} */ ('/node_modules/@jax-js/jax/dist/index.js'));
      const found = await init('wasm');
      if (!found.includes('wasm')) throw new Error('no wasm backend');
      defaultDevice('wasm');
      let drawn = 0;
      /** Numbers in [−scale, scale]. @param {number[]} shape @param {number} scale */
      const numbers = ([rows, columns], scale) =>
        np
          .array(
            Float32Array.from({ length: rows * columns }, () => scale * Math.sin((++drawn) ** 2)),
          )
          .reshape([rows, columns]);
      const sizes = [3, width, width, width, width, width, 2];
      const layers = sizes
        .slice(1)
        .map((outputs, i) => [
          numbers([sizes[i], outputs], 1 / Math.sqrt(sizes[i])),
          np.zeros([outputs]),
        ]);
      const [x, b, eps] = [numbers([batch, 3], 1), numbers([batch, 1], 1), numbers([batch, 2], 1)];
      // An operation uses its arguments up, but for what is taken by `ref`.
      /** @param {any[][]} layers @param {any} x @param {any} b @param {any} eps */
      const loss = (layers, x, b, eps) => {
        const out = layers.reduce((h, [w, c], i) => {
          const z = np.add(np.matmul(h, w), c);
          return i + 1 < layers.length ? nn.relu(z) : z;
        }, x);
        return np.mean(np.square(np.add(np.multiply(out, b), eps)));
      };
      const compiled = jit(
        (
          /** @type {any} */ layers,
          /** @type {any} */ m,
          /** @type {any} */ v,
          /** @type {any} */ rate,
          /** @type {any} */ x,
          /** @type {any} */ b,
          /** @type {any} */ eps,
        ) => {
          const held = tree.map((/** @type {any} */ p) => p.ref, layers);
          const [value, grad] = valueAndGrad(loss)(held, x, b, eps);
          const first = tree.map(
            (/** @type {any} */ m, /** @type {any} */ g) => m.mul(0.9).add(g.ref.mul(0.1)),
            m,
            grad,
          );
          const second = tree.map(
            (/** @type {any} */ v, /** @type {any} */ g) =>
              v.mul(0.999).add(g.ref.mul(g).mul(0.001)),
            v,
            grad,
          );
          const next = tree.map(
            (/** @type {any} */ p, /** @type {any} */ m, /** @type {any} */ v) =>
              p.sub(rate.ref.mul(m.ref).div(np.sqrt(v.ref).add(1e-8))),
            layers,
            first,
            second,
          );
          return [next, first, second, value];
        },
      );
      const zeros = () => tree.map((/** @type {any} */ p) => np.zeros(p.shape), layers);
      let state = [layers, zeros(), zeros()];
      let step = 0;
      const run = () => {
        // Adam's corrections of the first steps are in the rate.
        step++;
        const rate = np.array((1e-3 * Math.sqrt(1 - 0.999 ** step)) / (1 - 0.9 ** step));
        const [next, first, second, value] = compiled(...state, rate, x.ref, b.ref, eps.ref);
        state = [next, first, second];
        return value.item();
      };
      const start = [run(), run()][0];
      /** @type {number[]} */
      const times = [];
      const begun = performance.now();
      let last = start;
      while (times.length < 5 || performance.now() - begun < 1000) {
        const before = performance.now();
        last = run();
        times.push(performance.now() - before);
      }
      if (!(last < start)) throw new Error(`the loss went from ${start} to ${last}`);
      times.sort((p, q) => p - q);
      const at = (/** @type {number} */ share) => times[Math.floor(share * times.length)];
      return { median: at(0.5), quartiles: /** @type {[number, number]} */ ([at(0.25), at(0.75)]) };
    },
    asked,
    { patience: 400_000 },
  );
}
