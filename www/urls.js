// Every address that scripts ask for, in one place. A bundled module's import.meta.url is its
// bundle's, and bundles lie where this file lies: only here are relative addresses right in the
// sources and in dist/.

/** @param {string} path @returns {URL} */
const here = (path) => new URL(path, import.meta.url);

export const trainWorkerUrl = () => here('./worker-train.js');
export const shardWorkerUrl = () => here('./worker-shard.js');
export const samplingWorkerUrl = () => here('./worker-sampling.js');
export const exactWorkerUrl = () => here('./worker-exact.js');
/** The core with all that explorations need, and that with fused arithmetic; the address of the one that the
 * page starts with is known to its script. */
export const wholeCoreUrl = () => here('./pkg/nano_diffusion_whole.wasm');
export const fusedCoreUrl = () => here('./pkg/nano_diffusion_fused.wasm');
export const memoriseWorkerUrl = () => here('./worker-memorise.js');
export const guidanceWorkerUrl = () => here('./worker-guidance.js');
export const pathsWorkerUrl = () => here('./worker-paths.js');
export const posteriorWorkerUrl = () => here('./worker-posterior.js');
/** The weights that the page comes with. */
export const pretrainedUrl = () => here('./assets/pretrained.safetensors');
export const serviceWorkerUrl = () => here('../sw.js');
/** The folder of the page. */
export const scopeUrl = () => here('../');
