// Memory that workers share, which makes steps on several cores faster: browsers allow it to a page
// that is kept apart from all others by two headers. A static host may not send them; then the
// service worker adds them (service-worker.js), to a visit that asks: `?isolated`. A page in a frame
// is never kept apart, and nothing is changed for it.

import { isWanted } from './offline.js';

const NAME = 'isolated';

/** @param {string} search of the address */
export const isAsked = (search) => new URLSearchParams(search).has(NAME);

/** Whether this page could be kept apart, but is not. */
function isPossible() {
  const alone = window.top === window && (navigator.hardwareConcurrency ?? 1) > 1;
  return alone && !!serviceWorkers() && !crossOriginIsolated;
}

/** A sandbox forbids even to ask. */
function serviceWorkers() {
  try {
    return navigator.serviceWorker;
  } catch {
    return undefined;
  }
}

/** The address that asks for it, where it would do something; else null. */
export function isolatedAddress() {
  const address = new URL(location.href);
  address.searchParams.set(NAME, '');
  return isPossible() && isWanted(address) ? address.href : null;
}

/**
 * On the first visit the headers are missing still: they come with a reload, once the service worker is
 * there. Nothing that the visitor began is taken from him; then it is `onReady` that says so.
 * @param {(reload: () => void) => void} onReady
 */
export async function isolate(onReady) {
  if (!isAsked(location.search) || !isPossible()) return;
  const { serviceWorker, userActivation } = navigator;
  // One that is in charge has done what it can.
  if (serviceWorker.controller) return;
  await serviceWorker.ready;
  const [navigation] = performance.getEntriesByType('navigation');
  const again = /** @type {PerformanceNavigationTiming} */ (navigation)?.type === 'reload';
  if (again || userActivation?.hasBeenActive !== false) onReady(() => location.reload());
  else location.reload();
}
