// The page without a network: registers sw.js, and says when a new version waits.
//
// On localhost it stays off, where builds change from minute to minute and a page kept from an
// earlier one would only puzzle; `?offline` switches it on there, for this visit, and so does
// `?isolated` (isolation.js).

import { scopeUrl, serviceWorkerUrl } from '../urls.js';

/** Hours between looks for a new version, on a page that stays open. */
const HOURS = 1;

/**
 * @param {{ protocol: string, hostname: string, search: string }} address
 * @returns {boolean}
 */
export function isWanted({ protocol, hostname, search }) {
  const asked = new URLSearchParams(search);
  if (asked.has('offline') || asked.has('isolated')) return true;
  const local = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$|\.localhost$/.test(hostname);
  return protocol === 'https:' && !local;
}

/**
 * @param {(reload: () => void) => void} onNew a new version waits; `reload` takes it
 */
export async function startOffline(onNew) {
  const { serviceWorker } = navigator;
  if (!serviceWorker) return;
  const scope = scopeUrl().href;
  if (!isWanted(location)) {
    const left = await serviceWorker.getRegistration(scope);
    if (left?.scope === scope) await left.unregister();
    return;
  }
  // Before anything is asked of a new one: a page must not go on with files of two builds.
  let taken = !serviceWorker.controller;
  serviceWorker.addEventListener('controllerchange', () => {
    if (taken) return;
    taken = true;
    location.reload();
  });
  const registration = await serviceWorker.register(serviceWorkerUrl(), {
    scope,
    updateViaCache: 'none',
  });
  const tell = () => {
    const { waiting } = registration;
    if (waiting && serviceWorker.controller) onNew(() => waiting.postMessage('take over'));
  };
  tell();
  registration.addEventListener('updatefound', () => {
    registration.installing?.addEventListener('statechange', tell);
  });
  setInterval(() => void registration.update().catch(() => {}), HOURS * 3_600_000);
}
