// Python, where the machine has one with the modules asked for: PYTHON names it, else it is the
// python3 of the path.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** @param {string[]} modules @returns {string | null} */
export function findPython(...modules) {
  const command = process.env.PYTHON || 'python3';
  try {
    execFileSync(command, ['-c', `import ${modules.join(', ')}`], { stdio: 'ignore' });
    return command;
  } catch {
    return null;
  }
}

/**
 * Runs a program in a folder of its own.
 * @param {string} command
 * @param {string} program
 * @param {Record<string, Uint8Array>} files in that folder
 * @returns {string} what it printed
 */
export function python(command, program, files) {
  const folder = mkdtempSync(join(tmpdir(), 'nano-diffusion-'));
  try {
    for (const [name, bytes] of Object.entries(files)) writeFileSync(join(folder, name), bytes);
    return execFileSync(command, ['-c', program], { cwd: folder, encoding: 'utf8' });
  } finally {
    rmSync(folder, { recursive: true });
  }
}
