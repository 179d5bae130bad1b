import { BrowserEmbedder, type EmbedderSetting } from '@/lib/embeddings/browser-embedder.tf';
import { imageValueCount } from '@/lib/embeddings/image-input';
import type { LeaseInputs } from '@/lib/embeddings/lease-codec';
import type { BackendTrial } from '@/lib/embeddings/page-producer-state';
import { type BrowserBackend, browserBackends, leastCosine } from '@/lib/embeddings/producer';
import { normOf } from '@/lib/embeddings/return-check';

const trialMs = 1_000;
const textCount = 16;
const tokenCount = 16;
const pictureCount = 4;
/** Ids below are reserved by the text model, ids from here on exist in its vocabulary. */
const [firstTokenId, tokenIdSpan] = [6, 7_900];

export interface TrialSetting extends EmbedderSetting {
  readonly onTrial: (trial: BackendTrial) => void;
}

interface Tried {
  readonly trial: BackendTrial;
  readonly vectors: Float32Array | null;
  readonly embedder: BrowserEmbedder | null;
}

/**
 * Runs the real model for one second on every backend that starts here, one after another, and tells how many samples a
 * second each did. A backend whose vectors differ from those of WebAssembly does not count: the server would refuse them.
 * Returns the fastest, ready to go on; null when none can be used. The model of another stays loaded until the worker ends.
 */
export async function tryBackends(
  setting: TrialSetting,
): Promise<{ embedder: BrowserEmbedder; ratePerS: number } | null> {
  const inputs = makeInputs(setting.modality);
  let expected: Float32Array | null = null;
  let best: { embedder: BrowserEmbedder; ratePerS: number } | null = null;
  for (const backend of browserBackends) {
    const { trial, vectors, embedder } = await tryBackend(backend, setting, { inputs, expected });
    expected ??= vectors;
    setting.onTrial(trial);
    const ratePerS = trial.ratePerS ?? 0;
    if (embedder !== null && ratePerS > (best?.ratePerS ?? 0)) best = { embedder, ratePerS };
  }
  return best;
}

async function tryBackend(
  backend: BrowserBackend,
  setting: TrialSetting,
  { inputs, expected }: { inputs: LeaseInputs; expected: Float32Array | null },
): Promise<Tried> {
  const fail = (note: string): Tried => ({ trial: { backend, ratePerS: null, note }, vectors: null, embedder: null });
  const obstacle = await findObstacle(backend);
  if (obstacle !== null) return fail(obstacle);
  try {
    const embedder = await BrowserEmbedder.open(backend, setting);
    // The first run compiles shaders and fills caches: it is compared, not timed.
    const vectors = await embedder.embed(inputs);
    if (expected !== null && !isSame(expected, vectors)) return fail('computes other numbers here');
    const ratePerS = await timeFor(embedder, inputs);
    return { trial: { backend, ratePerS, note: null }, vectors, embedder };
  } catch (error) {
    return fail(error instanceof Error ? error.message : String(error));
  }
}

async function timeFor(embedder: BrowserEmbedder, inputs: LeaseInputs): Promise<number> {
  const batchCount = inputs.kind === 'text' ? inputs.tokens.length : inputs.pictures.length;
  const startedAtMs = performance.now();
  let count = 0;
  let spentMs = 0;
  while (spentMs < trialMs) {
    await embedder.embed(inputs);
    count += batchCount;
    spentMs = performance.now() - startedAtMs;
  }
  return (1_000 * count) / spentMs;
}

/** The same samples everywhere, made by a counter: tokens or pixels without a meaning take as long as others. */
function makeInputs(modality: 'text' | 'image'): LeaseInputs {
  let state = 1;
  const next = () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 1;
    return state;
  };
  if (modality === 'text') {
    const makeText = () => Int32Array.from({ length: tokenCount }, () => firstTokenId + (next() % tokenIdSpan));
    return { kind: 'text', tokens: Array.from({ length: textCount }, makeText) };
  }
  const makePicture = () => Uint8Array.from({ length: imageValueCount }, () => next() & 255);
  return { kind: 'image', pictures: Array.from({ length: pictureCount }, makePicture) };
}

/** All rows as one vector: one wrong row of 16 lowers this cosine as well. */
function isSame(expected: Float32Array, vectors: Float32Array): boolean {
  const product = vectors.reduce((sum, value, i) => sum + value * (expected[i] as number), 0);
  return product / (normOf(expected) * normOf(vectors)) >= leastCosine;
}

const bySoftware = 'is drawn by the processor here, without a graphics card';

async function findObstacle(backend: BrowserBackend): Promise<string | null> {
  if (backend === 'webgl') return findWebglObstacle();
  return backend === 'webgpu' ? findWebgpuObstacle() : null;
}

/** Why WebGPU is of no use here; null when it is. */
async function findWebgpuObstacle(): Promise<string | null> {
  const gpu = (navigator as { gpu?: GPU }).gpu;
  if (gpu === undefined) return 'is not available in workers of this browser';
  const adapter = await gpu.requestAdapter();
  if (adapter === null) return 'finds no graphics card here';
  // The specification moved this from the adapter to its info; browsers have the one or the other.
  const { info, isFallbackAdapter } = adapter as {
    info?: { isFallbackAdapter?: boolean };
    isFallbackAdapter?: boolean;
  };
  return (info?.isFallbackAdapter ?? isFallbackAdapter) === true ? bySoftware : null;
}

/** Why WebGL is of no use here; null when it is. Drawn by the processor it takes many times as long as WebAssembly. */
function findWebglObstacle(): string | null {
  if (typeof OffscreenCanvas === 'undefined') return 'is not available in workers of this browser';
  const context = new OffscreenCanvas(1, 1).getContext('webgl2');
  if (context === null) return 'is not available here';
  const info = context.getExtension('WEBGL_debug_renderer_info');
  const renderer = info === null ? '' : String(context.getParameter(info.UNMASKED_RENDERER_WEBGL));
  context.getExtension('WEBGL_lose_context')?.loseContext();
  return /swiftshader|llvmpipe|softpipe|software|basic render/i.test(renderer) ? bySoftware : null;
}
