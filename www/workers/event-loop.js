// Lets a worker's long loop breathe: messages that wait are handled between its slices.
// setTimeout would do, but browsers stretch it to 4 ms, and to a second in hidden tabs.

const channel = new MessageChannel();
/** @type {(() => void)[]} */
const waiting = [];
channel.port1.onmessage = () => waiting.shift()?.();

/** Resolves after the messages that are already waiting. @returns {Promise<void>} */
export function yieldToMessages() {
  return new Promise((resolve) => {
    waiting.push(resolve);
    channel.port2.postMessage(null);
  });
}
