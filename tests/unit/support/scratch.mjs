// A copy of some of the project's files, to plant faults in.

import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Where the project lies. */
export const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

/**
 * @param {import('node:test').TestContext} t when it ends, the copy goes
 * @param {string[]} paths what is copied
 */
export function scratch(t, ...paths) {
  const dir = mkdtempSync(join(tmpdir(), 'nano-diffusion-'));
  t.after(() => rmSync(dir, { recursive: true }));
  for (const path of paths) {
    const filter = (/** @type {string} */ from) => !/[\\/]assets([\\/]|$)/.test(from);
    cpSync(join(ROOT, path), join(dir, path), { recursive: true, filter });
  }
  return {
    dir,
    /** Adds to a file, or makes it; undo() takes it back. @param {string} path @param {string} text */
    plant(path, text) {
      const file = join(dir, path);
      /** @type {string | undefined} */
      let before;
      try {
        before = readFileSync(file, 'utf8');
      } catch {
        // A new file.
      }
      writeFileSync(file, `${before ?? ''}\n${text}\n`);
      return () => (before === undefined ? rmSync(file) : writeFileSync(file, before));
    },
  };
}
