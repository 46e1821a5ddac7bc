// Which files hold points.

const FILES = /\.(csv|txt|tsv|dat|json|geojson|jsonl|ndjson|png|jpe?g|webp|gif|svg|bmp|avif)$/i;

/** Whether a file is one of those that hold points, by its name. @param {File} file */
export const holdsPoints = (file) => FILES.test(file.name);
