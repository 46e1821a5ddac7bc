// Files dropped anywhere on the page.

/**
 * @param {(file: File) => void} onFile the first of what was dropped
 */
export function onFileDrop(onFile) {
  const carriesFiles = (/** @type {DragEvent} */ event) =>
    event.dataTransfer?.types.includes('Files') ?? false;
  addEventListener('dragover', (event) => {
    if (!carriesFiles(event)) return;
    event.preventDefault();
    document.body.classList.add('dropping');
  });
  addEventListener('dragleave', (event) => {
    // Leaving one element for another is not leaving the page.
    if (!event.relatedTarget) document.body.classList.remove('dropping');
  });
  addEventListener('drop', (event) => {
    document.body.classList.remove('dropping');
    const file = event.dataTransfer?.files[0];
    if (!carriesFiles(event) || !file) return;
    event.preventDefault();
    onFile(file);
  });
}
