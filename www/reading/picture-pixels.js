// A picture's pixels, as the browser decodes it: a huge one made smaller, an SVG at a size of ours.

import { MAX_PICTURE } from './picture-points.js';

/** Pictures of more pixels than this may not fit into memory. */
const HUGE = 1e8;
/** The longer side of an SVG, which has no pixels of its own. */
const DRAWN = 1200;

/**
 * @param {Blob} file
 * @param {boolean} isSvg
 * @returns {Promise<ImageData>}
 */
export async function picturePixels(file, isSvg) {
  if (isSvg) return svgPixels(file);
  const size = await statedSize(file);
  if (size && size[0] * size[1] > HUGE) {
    throw new Error(
      `it has ${Math.round((size[0] * size[1]) / 1e6)} million pixels: the limit is 100 million.`,
    );
  }
  const bitmap = await createImageBitmap(file).catch(() => {
    throw new Error('it is damaged, or of a kind that this browser can’t decode.');
  });
  try {
    const { width, height } = bitmap;
    const scale = Math.min(1, Math.sqrt(MAX_PICTURE / (width * height)));
    return draw(bitmap, width * scale, height * scale);
  } finally {
    bitmap.close();
  }
}

/** @param {Blob} file */
async function svgPixels(file) {
  const image = new Image();
  const bytes = new Uint8Array(await file.arrayBuffer());
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  image.src = `data:image/svg+xml;base64,${btoa(sized(text))}`;
  await image.decode().catch(() => {
    throw new Error('this SVG has an error, or uses what this browser can’t draw.');
  });
  const { naturalWidth: width, naturalHeight: height } = image;
  const scale = DRAWN / (Math.max(width, height) || DRAWN);
  return draw(image, (width || DRAWN) * scale, (height || DRAWN) * scale);
}

/**
 * An SVG with a size, without which Firefox draws none: in the proportions of what it shows.
 * @param {string} text
 */
export function sized(text) {
  return text.replace(/<((?:\w+:)?svg)\b([^>]*)>/i, (_, name, given) => {
    const stated = (/** @type {string} */ side) =>
      new RegExp(`\\s${side}\\s*=\\s*["']\\s*[\\d.]+(?!\\s*%|[\\d.]*%)`).test(given);
    if (stated('width') && stated('height')) return `<${name}${given}>`;
    const box =
      /\sviewBox\s*=\s*["']([^"']*)["']/i
        .exec(given)?.[1]
        .trim()
        .split(/[\s,]+/)
        .map(Number) ?? [];
    const [wide, high] = box[2] > 0 && box[3] > 0 ? box.slice(2) : [1, 1];
    const scale = DRAWN / Math.max(wide, high);
    const rest = given.replace(/\s(?:width|height)\s*=\s*(?:"[^"]*"|'[^']*')/g, '');
    return `<${name} width="${wide * scale}" height="${high * scale}"${rest}>`;
  });
}

/** @param {CanvasImageSource} picture @param {number} wide @param {number} high */
function draw(picture, wide, high) {
  const canvas = document.createElement('canvas');
  const [width, height] = [wide, high].map((side) => Math.max(1, Math.round(side)));
  [canvas.width, canvas.height] = [width, height];
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (!context) throw new Error('this browser can’t handle an image of this size.');
  context.imageSmoothingQuality = 'high';
  context.drawImage(picture, 0, 0, width, height);
  return context.getImageData(0, 0, width, height);
}

/**
 * Width and height as a PNG, GIF or JPEG states them, before anything is decoded; null if it doesn't.
 * @param {Blob} file
 * @returns {Promise<[number, number] | null>}
 */
export async function statedSize(file) {
  const view = new DataView(await file.slice(0, 2 ** 18).arrayBuffer());
  if (view.byteLength < 24) return null;
  const start = view.getUint32(0);
  if (start === 0x89504e47) return [view.getUint32(16), view.getUint32(20)];
  if (start === 0x47494638) return [view.getUint16(6, true), view.getUint16(8, true)];
  if (start >>> 8 !== 0xffd8ff) return null;
  // JPEG: from one segment to the next, until that of the frame.
  for (let at = 2; at + 9 < view.byteLength && view.getUint8(at) === 0xff;) {
    const marker = view.getUint8(at + 1);
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (isFrame) return [view.getUint16(at + 7), view.getUint16(at + 5)];
    at += 2 + view.getUint16(at + 2);
  }
  return null;
}
