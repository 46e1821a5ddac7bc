// A page never runs on files of two builds. A host may let browsers keep all files for a while, and
// then a reload brings the new page with the old script. Then everything is fetched anew, whatever
// was kept, and the page is loaded once more.

import {
  exactWorkerUrl,
  fusedCoreUrl,
  memoriseWorkerUrl,
  pretrainedUrl,
  samplingWorkerUrl,
  shardWorkerUrl,
  trainWorkerUrl,
} from '../urls.js';
import { keep, recall } from '../ui/storage.js';

const KEY = 'nano-diffusion:renewed';
const root = document.documentElement;
/** As the page, this script and the style sheet have it (tools/precache.mjs). */
const { build } = root.dataset;
const ofScript = /** @type {any} */ (globalThis).BUILD;
const ofSheet = getComputedStyle(root).getPropertyValue('--build').trim();

/** All that lies under the same address in every build. */
function addresses() {
  const core = ['nano_diffusion.js', 'nano_diffusion_bg.wasm'];
  const named = document.querySelectorAll('script[src], link[rel="stylesheet"]');
  return [
    location.href.replace(/#.*/, ''),
    ...Array.from(named, (each) => each.getAttribute('src') ?? each.getAttribute('href') ?? ''),
    ...[trainWorkerUrl(), shardWorkerUrl(), samplingWorkerUrl(), exactWorkerUrl()],
    ...[memoriseWorkerUrl(), fusedCoreUrl()],
    ...core.map((name) => new URL(`./pkg/${name}`, trainWorkerUrl())),
    pretrainedUrl(),
  ];
}

async function renew() {
  // To their last bytes: what is cut off by the reload is not kept.
  const whole = async (/** @type {string | URL} */ one) =>
    (await fetch(one, { cache: 'reload' })).arrayBuffer();
  await Promise.allSettled(addresses().map(whole));
  // Once: while a build is being published, its files are of two for the server too.
  if (recall(KEY, 'sessionStorage') !== build && keep(KEY, build ?? '', 'sessionStorage')) {
    location.reload();
  }
}

if (build && ofScript && (ofScript !== build || (ofSheet && ofSheet !== build))) {
  void renew();
  const words = 'A new version of this page is being published. Reload it in a minute.';
  throw Object.assign(new Error(words), { name: 'Told' });
}
