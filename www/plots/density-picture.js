// A density as a picture of one colour, a pixel a cell, more opaque where it is higher.

/** Where densities are low they would not be seen: alpha goes with this power. */
const GAMMA = 0.6;

/** Kept as long as density and colour are the same. */
export class DensityPicture {
  #picture = document.createElement('canvas');
  #key = '';
  /** @type {Float32Array | null} */
  #of = null;

  /**
   * @param {{ density: Float32Array, cells: number }} of row-major from the bottom left
   * @param {[red: number, green: number, blue: number]} colour
   * @param {number} strongest alpha where it is highest, of 255
   */
  of({ density, cells }, colour, strongest) {
    const key = `${colour} ${strongest}`;
    if (this.#of !== density || this.#key !== key) {
      paint(this.#picture, { density, cells }, colour, strongest);
      [this.#of, this.#key] = [density, key];
    }
    return this.#picture;
  }
}

/**
 * @param {HTMLCanvasElement} picture
 * @param {{ density: Float32Array, cells: number }} of
 * @param {[number, number, number]} colour
 * @param {number} strongest
 */
function paint(picture, { density, cells }, [red, green, blue], strongest) {
  if (picture.width !== cells) picture.width = picture.height = cells;
  const context = /** @type {CanvasRenderingContext2D} */ (picture.getContext('2d'));
  const image = context.createImageData(cells, cells);
  const { data } = image;
  let top = 0;
  for (const value of density) top = Math.max(top, value);
  for (let row = 0; row < cells; row++) {
    for (let column = 0; column < cells; column++) {
      const share = density[row * cells + column] / top;
      const at = 4 * ((cells - 1 - row) * cells + column);
      data[at] = red;
      data[at + 1] = green;
      data[at + 2] = blue;
      data[at + 3] = share > 0 ? strongest * share ** GAMMA : 0;
    }
  }
  context.putImageData(image, 0, 0);
}
