// Takes out of the core what is linked into it but never runs there: the standard library's own
// report of a panic, with all that turns addresses into names. On wasm32 there are no backtraces, and
// the core sets its own hook before anything else (src/web/mod.rs), but no linker knows that. Each such
// function becomes a trap; wasm-bindgen then drops what nothing else calls. It goes by the names of
// functions, so it comes before wasm-bindgen removes them. A function of the standard library that was only
// compiled for one of these crates (its name ends with the crate's) may be what others call too, and stays.
//
// With --light it also takes out what the explorations alone call: the page starts with that core, and
// their workers load the whole one. Both have the same exports, and so one script goes with them.
//
//   node tools/unreached.mjs [--light] from.wasm to.wasm

import { readFileSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import wabt from 'wabt';
import { FEATURES } from './check-portable.mjs';

/** In the name of each. */
const UNREACHED = /rustc_demangle|9panicking12default_hook|backtrace_rs/;
/** In the names of what explorations call: their part of the JavaScript API, and whole modules of theirs. What
 * describes a function to wasm-bindgen has to stay. */
const EXPLORED =
  /^(?!.*describe).*14nano_diffusion(?:3web(?:8guidance|8memorise|5paths|9posterior)|8guidance|8coupling|5exact9posterior)/;
/** The crate that a function was compiled for, at the end of its name. */
const COMPILED_FOR = /Cs[0-9A-Za-z]+_14rustc_demangle$/;
/** Who may call what explorations call, though it stays: the JavaScript API's own shims, which are all there so that
 * one script fits, and what explorations have behind an interface of the core. */
const MAY_CALL = /_[0-9a-f]{16}$|nano_diffusion\.\.(?:guidance|coupling|exact\.\.posterior)/;
/** A body without locals: unreachable, end. */
const TRAP = [3, 0, 0x00, 0x0b];
const [CUSTOM, IMPORT, CODE] = [0, 2, 10];

/** Reads a module's bytes in their order. */
class Reader {
  /** @param {Uint8Array} bytes @param {number} [at] */
  constructor(bytes, at = 0) {
    this.bytes = bytes;
    this.at = at;
  }

  number() {
    let [value, scale, byte] = [0, 1, 0];
    do {
      byte = this.bytes[this.at++];
      value += (byte & 127) * scale;
      scale *= 128;
    } while (byte & 128);
    return value;
  }

  /** @param {number} length */
  take(length) {
    return this.bytes.subarray(this.at, (this.at += length));
  }

  text() {
    return new TextDecoder().decode(this.take(this.number()));
  }
}

/** @param {number} value @returns {number[]} */
const number = (value) =>
  value < 128 ? [value] : [(value & 127) | 128, ...number(Math.floor(value / 128))];

/** @param {Uint8Array} bytes @returns {{ id: number, whole: Uint8Array, body: Reader, end: number }[]} */
function sections(bytes) {
  const reader = new Reader(bytes, 8);
  const found = [];
  while (reader.at < bytes.length) {
    const start = reader.at;
    const id = reader.take(1)[0];
    const length = reader.number();
    const body = new Reader(bytes, reader.at);
    reader.take(length);
    found.push({ id, whole: bytes.subarray(start, reader.at), body, end: reader.at });
  }
  return found;
}

/** How many functions are imported: the first numbers are theirs. @param {Reader} reader */
function imported(reader) {
  let functions = 0;
  for (let rest = reader.number(); rest > 0; rest--) {
    const name = `${reader.text()}.${reader.text()}`;
    if (reader.take(1)[0] !== 0) throw new Error(`the import ${name} is no function`);
    reader.number();
    functions++;
  }
  return functions;
}

/** The names of the functions, by number. @param {Reader} reader @param {number} end */
function namesOf(reader, end) {
  /** @type {Map<number, string>} */
  const found = new Map();
  while (reader.at < end) {
    const kind = reader.take(1)[0];
    const length = reader.number();
    const after = reader.at + length;
    // 1: the names of functions.
    for (let rest = kind === 1 ? reader.number() : 0; rest > 0; rest--)
      found.set(reader.number(), reader.text());
    reader.at = after;
  }
  return found;
}

/**
 * The compiler merges functions that are alike, under either name: what stays must not call what goes.
 * @param {Uint8Array} bytes @param {Map<number, string>} names @param {Set<number>} gone
 */
async function checkCalls(bytes, names, gone) {
  const { readWasm } = await wabt();
  const module = readWasm(bytes, { ...FEATURES, relaxed_simd: true });
  const text = module.toText({});
  module.destroy();
  let caller = -1;
  for (const [, definition, callee] of text.matchAll(/^ {2}\(func \(;(\d+);\)|\bcall (\d+)/gm)) {
    if (definition) caller = Number(definition);
    const [from, to] = [caller, Number(callee)].map((i) => names.get(i) ?? '');
    if (callee && gone.has(Number(callee)) && !gone.has(caller) && !MAY_CALL.test(from))
      throw new Error(`${from} stays and calls ${to}, which is taken out`);
  }
}

/**
 * @param {Uint8Array} bytes a module with the names of its functions
 * @param {boolean} [light] whether it is to be without explorations
 * @returns {Promise<Uint8Array>} the same, with traps for what never runs; throws where there is no such function, or
 * where what stays calls what explorations alone are to call
 */
export async function withoutUnreached(bytes, light = false) {
  const all = sections(bytes);
  let first = 0;
  /** @type {Map<number, string>} */
  let names = new Map();
  for (const { id, body, end } of all) {
    if (id === IMPORT) first = imported(body);
    if (id === CUSTOM && body.text() === 'name') names = namesOf(body, end);
  }
  const found = (light ? [UNREACHED, EXPLORED] : [UNREACHED]).map((part) =>
    [...names].filter(([, name]) => part.test(name.replace(COMPILED_FOR, ''))).map(([i]) => i),
  );
  if (found.some(({ length }) => length === 0))
    throw new Error('nothing in it is known not to run: have its names changed?');
  const gone = new Set(found.flat());
  if (light) await checkCalls(bytes, names, new Set(found[1]));
  const parts = all.map(({ id, whole, body }) => {
    if (id !== CODE) return whole;
    const count = body.number();
    const bodies = Array.from({ length: count }, (_, i) => {
      const start = body.at;
      body.take(body.number());
      return gone.has(first + i) ? Uint8Array.from(TRAP) : bytes.subarray(start, body.at);
    });
    const code = Buffer.concat([Uint8Array.from(number(count)), ...bodies]);
    return Buffer.concat([Uint8Array.from([CODE, ...number(code.length)]), code]);
  });
  return Buffer.concat([bytes.subarray(0, 8), ...parts]);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const light = process.argv[2] === '--light';
  const [from, to] = process.argv.slice(light ? 3 : 2);
  writeFileSync(to, await withoutUnreached(readFileSync(from), light));
}
