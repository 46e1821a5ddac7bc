// A film of a canvas that is drawn on, through the browser's own recorder. Knows nothing of flows.

const FRAMES_PER_SECOND = 30;
const BITS_PER_SECOND = 8e6;
/** In the order of preference. */
const TYPES = ['video/webm;codecs=vp9', 'video/webm;codecs=vp8', 'video/webm'];

/** Why no film can be made here; null if one can. */
export function recordingProblem() {
  const able =
    typeof MediaRecorder === 'function' &&
    'captureStream' in HTMLCanvasElement.prototype &&
    TYPES.some((type) => MediaRecorder.isTypeSupported(type));
  return able
    ? null
    : 'This browser can’t record WebM. Chrome, Edge and Firefox can. You can still save the picture here.';
}

/**
 * Films a canvas until `draw` says that it is over.
 * @param {HTMLCanvasElement} canvas
 * @param {() => boolean} draw called for each frame; false: that was the last one
 * @param {AbortSignal} signal gives the film up
 * @returns {Promise<Blob | null>} null: given up
 */
export async function record(canvas, draw, signal) {
  const mimeType = TYPES.find((type) => MediaRecorder.isTypeSupported(type));
  draw();
  const stream = canvas.captureStream(FRAMES_PER_SECOND);
  const recorder = new MediaRecorder(stream, { mimeType, videoBitsPerSecond: BITS_PER_SECOND });
  /** @type {Blob[]} */
  const parts = [];
  recorder.ondataavailable = ({ data }) => parts.push(data);
  const stopped = new Promise((resolve, reject) => {
    recorder.onstop = resolve;
    recorder.onerror = () => reject(new Error('The browser’s recorder failed.'));
  });
  recorder.start();
  const frame = () => {
    if (recorder.state === 'inactive') return;
    if (!signal.aborted && draw()) requestAnimationFrame(frame);
    else recorder.stop();
  };
  requestAnimationFrame(frame);
  try {
    await stopped;
  } finally {
    for (const track of stream.getTracks()) track.stop();
  }
  return signal.aborted ? null : new Blob(parts, { type: 'video/webm' });
}
