// A film of a canvas that is drawn on, through the browser's own recorder, which goes by the clock on
// the wall: while nothing can be drawn it is held, and where that comes too late there is no film rather
// than one with a gap. Knows nothing of flows.

const FRAMES_PER_SECOND = 30;
const BITS_PER_SECOND = 8e6;
/** In the order of preference; Safari knows the last alone. */
const TYPES = [
  'video/webm;codecs=vp9',
  'video/webm;codecs=vp8',
  'video/webm',
  'video/mp4;codecs=avc1.42E01F',
  'video/mp4',
];
/** So long without a picture (milliseconds) would be seen as a gap. */
const GAP = 1000;

/** What the browser says that it can record. */
function types() {
  const able =
    typeof MediaRecorder === 'function' && 'captureStream' in HTMLCanvasElement.prototype;
  return able ? TYPES.filter((type) => MediaRecorder.isTypeSupported(type)) : [];
}

const UNABLE =
  'This browser can’t record video (WebM or MP4). Current versions of Chrome, Edge, Firefox and Safari can. You can still save the picture here.';

/** Why no film can be made here; null if one can. */
export function recordingProblem() {
  return types().length > 0 ? null : UNABLE;
}

/**
 * Starts a recorder; what a browser says that it can do may fail all the same.
 * @param {MediaStream} stream
 */
function started(stream) {
  for (const mimeType of types()) {
    try {
      const recorder = new MediaRecorder(stream, { mimeType, videoBitsPerSecond: BITS_PER_SECOND });
      recorder.start();
      return recorder;
    } catch {
      // The next one, then.
    }
  }
  throw new Error(UNABLE);
}

/**
 * Films a canvas until `draw` says that it is over. It is held while the page is hidden.
 * @param {HTMLCanvasElement} canvas of a size that stays
 * @param {(seconds: number) => boolean} draw called for each frame, with the time since the last one
 * on the film; false: that was the last one
 * @param {AbortSignal} signal gives the film up
 * @returns {Promise<{ blob: Blob, extension: string } | 'gap' | null>} 'gap': no picture came for
 * too long; null: given up
 */
export async function record(canvas, draw, signal) {
  draw(0);
  const stream = canvas.captureStream(FRAMES_PER_SECOND);
  const stop = () => {
    for (const track of stream.getTracks()) track.stop();
  };
  const hold = new AbortController();
  /** @type {Blob[]} */
  const parts = [];
  /** @type {MediaRecorder} */
  let recorder;
  let gap = false;
  try {
    recorder = started(stream);
    recorder.ondataavailable = ({ data }) => parts.push(data);
    const stopped = new Promise((resolve, reject) => {
      recorder.onstop = resolve;
      recorder.onerror = () =>
        reject(
          new Error(
            'The browser’s video recorder failed, so there is no film. You can try again, or save the picture.',
          ),
        );
    });
    let last = NaN;
    const frame = (/** @type {number} */ now) => {
      if (recorder.state === 'inactive') return;
      if (recorder.state === 'paused') {
        requestAnimationFrame(frame);
        return;
      }
      const passed = Number.isNaN(last) ? 0 : now - last;
      gap ||= passed > GAP;
      last = now;
      if (!signal.aborted && !gap && draw(passed / 1000)) requestAnimationFrame(frame);
      else recorder.stop();
    };
    document.addEventListener(
      'visibilitychange',
      () => {
        if (recorder.state === 'inactive') return;
        if (document.hidden) recorder.pause();
        else {
          // On the film no time has passed.
          last = NaN;
          recorder.resume();
        }
      },
      { signal: hold.signal },
    );
    requestAnimationFrame(frame);
    await stopped;
  } finally {
    hold.abort();
    stop();
  }
  if (signal.aborted) return null;
  if (gap) return 'gap';
  const type = recorder.mimeType || TYPES[0];
  const blob = new Blob(parts, { type: type.split(';')[0] });
  if (blob.size === 0)
    throw new Error('The browser’s video recorder gave no video. You can still save the picture.');
  return { blob, extension: type.startsWith('video/mp4') ? 'mp4' : 'webm' };
}
