// Which files hold points.

const FILES = /\.(csv|txt|tsv|json|png)$/i;

/** Whether a file is one of those that hold points, by its name. @param {File} file */
export const holdsPoints = (file) => FILES.test(file.name);
