#!/usr/bin/env bash
# Builds, serves and tests nano-diffusion. See `./build.sh help`.
# Kept to bash 3.2, the one macOS ships.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

TARGET=wasm32-unknown-unknown
export CARGO_TARGET_DIR="${CARGO_TARGET_DIR:-$PWD/target}"
# How long one wasm-bindgen test may take in the browser, in seconds (the runner's default is 20).
export WASM_BINDGEN_TEST_TIMEOUT="${WASM_BINDGEN_TEST_TIMEOUT:-300}"
# Property tests of the same code are to give the same verdict; plain `cargo test` draws new cases.
export PROPTEST_RNG_SEED="${PROPTEST_RNG_SEED:-20201}"
# In CI a Cargo.lock that does not fit Cargo.toml is an error, elsewhere cargo may update it.
LOCKED=${CI:+--locked}

usage() {
  cat <<'EOF'
./build.sh                    build the site into dist/
./build.sh serve [--port N]   build it and serve dist/ on localhost (8080, or the next free port)
./build.sh test               run every check and test, as CI does
./build.sh bench [--quick]    compare a training step with TensorFlow.js, PyTorch, candle and burn, side by side
./build.sh fmt                format Rust, JavaScript, CSS and HTML
./build.sh help               this text

Needs Rust through rustup (https://rustup.rs) and Node 20 or newer (https://nodejs.org).
The rest (wasm target, wasm-bindgen, npm packages) is installed into this folder as needed.
`test` also needs Chromium or Chrome with chromedriver; it installs them on Debian as root. What it
tests in Firefox and WebKit (WebKitGTK's MiniBrowser) is skipped where these are missing; with CI
set, they are installed through apt, and needed.
EOF
}

say() { printf '\033[1m==> %s\033[0m\n' "$*"; }
die() {
  printf 'build.sh: %s\n' "$@" >&2
  exit 1
}
have() { command -v "$1" >/dev/null 2>&1; }

# ---------------------------------------------------------------------------- tools

# These replace the rustflags of .cargo/config.toml, and with them SIMD.
drop_rustflags() {
  local name
  for name in RUSTFLAGS CARGO_ENCODED_RUSTFLAGS; do
    if [ -n "${!name+set}" ]; then
      echo "note: $name is ignored, it would replace the flags that turn on SIMD"
      unset "$name"
    fi
  done
}

need_rust() {
  have cargo || die "cargo is missing: install Rust from https://rustup.rs"
  have cc || die "a C linker (cc) is missing: Debian: apt-get install gcc libc6-dev; macOS: xcode-select --install"
  [ -d "$(rustc --print target-libdir --target $TARGET)" ] && return
  have rustup || die "Rust's $TARGET target is missing: install Rust from https://rustup.rs"
  rustup target add $TARGET
}

need_rust_components() {
  local name
  for name in rustfmt clippy; do
    cargo "${name/rustfmt/fmt}" --version >/dev/null 2>&1 && continue
    have rustup || die "$name is missing: install Rust from https://rustup.rs"
    rustup component add "$name"
  done
}

need_npm() {
  have node && have npm || die "node or npm is missing: install Node 20 or newer from https://nodejs.org"
  local major
  major=$(node -p 'process.versions.node.split(".")[0]')
  [ "$major" -ge 20 ] || die "Node $(node --version) is too old: install Node 20 or newer from https://nodejs.org"
  # The copy of the lock file says what node_modules was made from.
  cmp -s package-lock.json node_modules/.made-from-lock && return
  say "npm ci"
  npm ci --no-audit --no-fund
  cp package-lock.json node_modules/.made-from-lock
}

# Sets WASM_BINDGEN and RUNNER. The command must have exactly the version of the crate.
need_wasm_bindgen() {
  local version dir
  if [ ! -f Cargo.lock ]; then
    [ -z "${CI:-}" ] || die "Cargo.lock is missing: it belongs into the repository"
    cargo generate-lockfile
  fi
  version=$(awk '$0 == "name = \"wasm-bindgen\"" { getline; gsub(/[^0-9.]/, ""); print }' Cargo.lock)
  [ -n "$version" ] || die "Cargo.lock names no wasm-bindgen: run cargo update -p wasm-bindgen"
  for dir in "$(dirname "$(command -v wasm-bindgen || echo none/none)")" "$CARGO_TARGET_DIR/tools/bin"; do
    is_wasm_bindgen "$dir" "$version" && return
  done
  say "installing wasm-bindgen-cli $version into $CARGO_TARGET_DIR/tools (once, takes minutes)"
  # No --locked: the lock file it is published with can name a yanked crate. Its own target
  # folder, so that this is cached together with the rest. Unoptimised: it runs for a second, and
  # would take minutes to optimise.
  CARGO_PROFILE_RELEASE_OPT_LEVEL=0 cargo install wasm-bindgen-cli --version "=$version" --root "$CARGO_TARGET_DIR/tools"
  is_wasm_bindgen "$CARGO_TARGET_DIR/tools/bin" "$version" ||
    die "wasm-bindgen $version does not run from $CARGO_TARGET_DIR/tools/bin"
}

is_wasm_bindgen() {
  WASM_BINDGEN="$1/wasm-bindgen" RUNNER="$1/wasm-bindgen-test-runner"
  [ -x "$WASM_BINDGEN" ] && [ -x "$RUNNER" ] || return 1
  case "$("$WASM_BINDGEN" --version 2>/dev/null) " in "wasm-bindgen $2 "*) ;; *) return 1 ;; esac
}

# The path of a browser the end-to-end tests can drive, or nothing.
find_browser() {
  node -e 'import("./tools/browsers/chromium.mjs").then((h) => console.log(h.findBrowser()), () => {})' 2>/dev/null || true
}

# The path of chromedriver, or nothing. CHROMEWEBDRIVER is a folder, set on GitHub's machines.
find_driver() {
  local path
  for path in "${CHROMEDRIVER:-}" "${CHROMEWEBDRIVER:+$CHROMEWEBDRIVER/chromedriver}" \
    "$(command -v chromedriver || true)"; do
    if [ -n "$path" ] && [ -x "$path" ]; then
      echo "$path"
      return
    fi
  done
}

# as_root COMMAND...: false where that is not ours to do. In CI also through sudo, if it does not ask.
as_root() {
  if [ "$(id -u)" = 0 ]; then
    "$@"
  elif [ -n "${CI:-}" ] && have sudo && sudo -n true 2>/dev/null; then
    sudo -n "$@"
  else
    return 1
  fi
}

# apt_install PACKAGE...: false where there is no apt, no leave, or no such package.
apt_install() {
  have apt-get && as_root true || return 1
  say "installing $*"
  as_root apt-get update || echo "note: apt-get update failed, going on with the lists that are here"
  as_root env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 install -y "$@"
}

need_browser() {
  if [ -z "$(find_browser)" ] || [ -z "$(find_driver)" ]; then
    apt_install chromium chromium-driver || true
  fi
  [ -n "$(find_browser)" ] ||
    die "no browser for the tests: install Chromium or Google Chrome" \
      "(Debian: apt-get install chromium; macOS: brew install --cask google-chrome), or set CHROMIUM to its path"
  CHROMEDRIVER=$(find_driver)
  # Its engine without the window: tests of the page take half the time in it. They run without it too.
  if [ -n "${CI:-}" ] && have chromium && ! have chromium-headless-shell; then
    apt_install chromium-headless-shell || echo "note: no chromium-headless-shell, Chromium itself is used"
  fi
  [ -n "$CHROMEDRIVER" ] ||
    die "chromedriver is missing: install the one of your browser's version" \
      "(Debian: apt-get install chromium-driver; macOS: brew install chromedriver), or set CHROMEDRIVER to its path"
  export CHROMEDRIVER
}

# How to get an engine by hand.
hint() {
  case "$1" in
    Firefox)
      echo "Debian: apt-get install firefox-esr; Ubuntu: apt-get install firefox;" \
        "macOS: brew install --cask firefox; or set FIREFOX to its path"
      ;;
    # MiniBrowser is WebKitGTK's own, and has no headless mode: Xvfb gives it a screen.
    WebKit)
      echo "Debian, Ubuntu: apt-get install libwebkit2gtk-4.1-0 xvfb; not on macOS," \
        "where there is only Safari, which can't be run this way"
      ;;
  esac
}

# Firefox and WebKit, for the tests of the page's core. In CI they must be there; elsewhere the
# tests of a missing one are skipped.
need_engines() {
  local name missing
  if [ -n "${CI:-}" ]; then
    for name in $(node tools/browsers/engines.mjs); do
      case "$name" in
        Firefox) apt_install firefox-esr || apt_install firefox || true ;;
        WebKit) apt_install libwebkit2gtk-4.1-0 xvfb || true ;;
      esac
    done
  fi
  missing=$(node tools/browsers/engines.mjs)
  for name in $missing; do
    [ -z "${CI:-}" ] || die "$name is missing, and in CI its tests must run ($(hint "$name"))"
    note "$name is missing, its tests are skipped ($(hint "$name"))"
  done
}

# ---------------------------------------------------------------------------- build

# What is small and often called is inlined by its author (#[inline(always)], as in the kernel); what LLVM
# would inline on top makes the core a twelfth larger and its steps no faster.
SMALL='-C llvm-args=-inline-threshold=5 -C llvm-args=-inlinehint-threshold=20'
# The kernel's loops load what they need when they need it, and so fit the registers; LLVM would load all first.
# For fused arithmetic alone: the other core gains 1.5 % in speed by it, and every visit loads that one: 0.2 kB more.
IN_ORDER='-C llvm-args=-pre-RA-sched=source'

# bind_wasm DIR [--light]: what cargo has built, with its glue; light: without what explorations alone call.
bind_wasm() {
  local whole="$CARGO_TARGET_DIR/$TARGET/web/nano_diffusion.wasm" core="$CARGO_TARGET_DIR/reached.wasm"
  node tools/unreached.mjs ${2:-} "$whole" "$core"
  # Without the names of its functions it is a fifth smaller.
  "$WASM_BINDGEN" --target web --remove-name-section --remove-producers-section --out-dir "$1" --out-name nano_diffusion \
    "$core"
}

# The core twice: for every browser, and with relaxed SIMD, for fused arithmetic. The flag is our own
# crate's, so that the crates it needs are built once. Cargo keeps one of the two, the last; so the other is
# only built where something is newer. The first also whole, for explorations; one script goes with all.
build_wasm() {
  local fused="$CARGO_TARGET_DIR/fused-pkg" whole="$CARGO_TARGET_DIR/whole-pkg"
  local others last=www/pkg/nano_diffusion_fused.wasm all=www/pkg/nano_diffusion_whole.wasm
  if [ ! -f "$last" ] || [ ! -f "$fused/nano_diffusion.js" ] || [ "$(rustc -V)" != "$(cat "$fused/rustc" 2>/dev/null)" ] ||
    [ -n "$(find src .cargo Cargo.toml Cargo.lock build.sh tools/fused-core.mjs tools/unreached.mjs -newer "$last")" ]; then
    mkdir -p www/pkg
    rm -f "$last"
    cargo rustc --profile web --lib --target $TARGET $LOCKED -- $SMALL $IN_ORDER -C target-feature=+relaxed-simd
    bind_wasm "$fused" --light
    node tools/fused-core.mjs "$fused/nano_diffusion_bg.wasm" "$last"
    rustc -V >"$fused/rustc"
  fi
  cargo rustc --profile web --lib --target $TARGET $LOCKED -- $SMALL
  bind_wasm "$whole"
  bind_wasm www/pkg --light
  cp "$whole/nano_diffusion_bg.wasm" "$all"
  node tools/check-portable.mjs "$all"
  for others in "$fused" "$whole"; do
    cmp "$others/nano_diffusion.js" www/pkg/nano_diffusion.js || die "two cores need different scripts"
  done
  echo "the core: $(sizes www/pkg/nano_diffusion_bg.wasm); whole: $(sizes "$all"); with fused arithmetic: $(sizes "$last")"
}

# sizes FILE: its bytes, and gzipped.
sizes() {
  echo "$(wc -c <"$1" | tr -d ' ') bytes, $(gzip -9 -c "$1" | wc -c | tr -d ' ') gzipped"
}

# uPlot goes where the pages import it from. Its types are those of its CommonJS form; for
# uPlot.esm.js the export has to be the default one.
vendor_uplot() {
  local from=node_modules/uplot to=www/vendor/uplot
  mkdir -p $to
  cp $from/dist/uPlot.min.css $from/LICENSE $to/
  # The module that uPlot publishes is not minified: half as much is the minified script, exported.
  # It asks for number formats in the browser's language, and fails where that is none, as with
  # WebKit in the locale C.
  {
    echo 'try { new Intl.NumberFormat(navigator.language); } catch { Object.defineProperty(navigator, "language", { value: "en" }); }'
    cat $from/dist/uPlot.iife.min.js
    echo 'export default uPlot;'
  } >$to/uPlot.esm.js
  sed -e 's/^export = uPlot/export default uPlot/' -e '/^export as namespace/d' \
    $from/dist/uPlot.d.ts >$to/uPlot.esm.d.ts
}

# Reads tables. What it publishes is a script for all kinds of hosts: it is given one of them.
vendor_papaparse() {
  local from=node_modules/papaparse to=www/vendor/papaparse
  mkdir -p $to
  cp $from/LICENSE $to/
  {
    echo "const module = { exports: {} }, exports = module.exports, define = undefined;"
    cat $from/papaparse.min.js
    echo; echo "export default module.exports;"
  } >$to/papaparse.js
  echo "import * as Papa from 'papaparse'; export default Papa;" >$to/papaparse.d.ts
}

# Draws QR codes. Its types are those of a module by its name; here, of a file.
vendor_lean_qr() {
  local from=node_modules/lean-qr to=www/vendor/lean-qr
  mkdir -p $to
  cp $from/LICENSE $to/
  cp $from/index.mjs $to/lean-qr.js
  sed -n "/^declare module 'lean-qr' {/,/^}/p" $from/index.d.ts | sed -e '1d' -e '$d' >$to/lean-qr.d.ts
}

# Made aside and then swapped in, so that dist/ is never half a site.
assemble_dist() {
  rm -rf dist.new dist.old
  mkdir -p dist.new/www/pkg dist.new/www/vendor/{uplot,lean-qr,papaparse}
  cp LICENSE-MIT LICENSE-APACHE dist.new/
  cp -R www/assets dist.new/www/
  cp www/icon.svg www/manifest.webmanifest dist.new/www/
  rm -f dist.new/www/assets/screenshot.png
  cp www/pkg/*.js www/pkg/*.wasm dist.new/www/pkg/
  cp www/vendor/uplot/LICENSE dist.new/www/vendor/uplot/
  cp www/vendor/lean-qr/LICENSE dist.new/www/vendor/lean-qr/
  cp www/vendor/papaparse/LICENSE dist.new/www/vendor/papaparse/
  # The pages, with their scripts and style sheets.
  node tools/bundle.mjs dist.new
  # The service worker with the list of these files. SITE_URL, where it is known, is the address.
  node tools/precache.mjs dist.new
  [ ! -e dist ] || mv dist dist.old
  mv dist.new dist
  rm -rf dist.old
}

prepare() {
  drop_rustflags
  need_rust
  need_npm
  need_wasm_bindgen
}

build() {
  build_wasm
  vendor_uplot
  vendor_lean_qr
  vendor_papaparse
  assemble_dist
  echo "dist/ is ready ($(du -sh dist | cut -f1 | tr -d ' '))"
}

# ---------------------------------------------------------------------------- test

STAGE='' STAGE_START=0 TABLE='' NOTES=''

# note TEXT: something that was not tested; told at once and again at the end.
note() {
  echo "note: $1"
  NOTES+="note: $1"$'\n'
}

# stage NAME COMMAND...: runs it, and stops everything if it fails.
stage() {
  STAGE=$1 STAGE_START=$SECONDS
  shift
  say "$STAGE"
  "$@"
  TABLE+=$(printf '%6d s  %s' $((SECONDS - STAGE_START)) "$STAGE")$'\n'
  STAGE=''
}

# Runs however the script ends, so that the times are also there after a failure.
report() {
  local status=$?
  printf '\n%s%s' "$TABLE" "$NOTES"
  [ -z "$STAGE" ] || printf '%6d s  %s  <- failed\n' $((SECONDS - STAGE_START)) "$STAGE"
  if [ "$status" = 0 ] && [ -z "$STAGE" ]; then
    echo "build.sh test: all stages passed in $SECONDS s"
  else
    echo "build.sh test: failed in the stage \"$STAGE\" after $SECONDS s" >&2
  fi
}

prepare_tests() {
  drop_rustflags
  need_rust
  # It compiles while the others download and unpack.
  need_wasm_bindgen &
  local compiling=$!
  need_npm
  need_rust_components
  need_browser
  need_engines
  wait $compiling
  need_wasm_bindgen
}

# Skips what can't be asked from here; a finding fails.
audit() {
  local answer line failed=''
  answer=$(node tools/audit.mjs) || failed=1
  while IFS= read -r line; do
    case "$line" in
      skipped:*) note "$line" ;;
      *) echo "$line" ;;
    esac
  done <<<"$answer"
  [ -z "$failed" ]
}

# In the profile of the site: but for what is inlined, what is tested is what is shipped, and its crates
# are built already.
test_in_browser() {
  CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER="$RUNNER" \
    cargo test --profile web --target $TARGET --test web $LOCKED
}

# The site is built beside the native tests: compilers spend long stretches on one core, and the two
# share no folder.
test_native_and_build() {
  local log="$CARGO_TARGET_DIR/build-dist.log" failed=''
  mkdir -p "$CARGO_TARGET_DIR"
  build >"$log" 2>&1 &
  local building=$!
  cargo test $LOCKED || failed=1
  wait $building || failed=1
  cat "$log"
  [ -z "$failed" ]
}

# All scripts, and once more those of workers, without the DOM.
compile_scripts() {
  npx tsc -p tsconfig.json
  npx tsc -p tsconfig.workers.json
}

run_tests() {
  trap report EXIT
  stage 'tools' prepare_tests
  stage 'audit' audit
  stage 'cargo fmt --check' cargo fmt --check
  stage 'prettier --check' npx prettier --check .
  stage 'clippy, native' cargo clippy --all-targets $LOCKED -- -D warnings
  stage 'clippy, wasm' cargo clippy --target $TARGET --lib --test web $LOCKED -- -D warnings
  stage 'cargo test, native, and build dist/' test_native_and_build
  stage 'tsc' compile_scripts
  stage 'JavaScript unit tests' node --test --test-concurrency=2 $(find tests/unit -name '*.test.mjs' | sort)
  stage 'wasm tests in Chromium' test_in_browser
  # Three files at a time: each waits a good part of its time.
  stage 'end-to-end tests' node --test --test-concurrency=3 $(find tests/e2e -name '*.test.mjs' | sort)
}

# ---------------------------------------------------------------------------- main

command=${1:-build}
[ $# = 0 ] || shift
case "$command" in
  build)
    prepare
    build
    ;;
  serve)
    prepare
    build
    exec node tools/serve.mjs dist "$@"
    ;;
  test) run_tests ;;
  bench)
    prepare
    need_browser
    build
    # Kept apart, since nothing but this needs them.
    for peer in tfjs jax; do (cd benches/$peer && npm ci --no-audit --no-fund --silent); done
    exec node benches/bench.mjs "$@"
    ;;
  fmt)
    need_rust_components
    need_npm
    cargo fmt
    npx prettier --write .
    ;;
  help | -h | --help) usage ;;
  *)
    usage >&2
    die "unknown command: $command"
    ;;
esac
