import { z } from 'zod';

/** What can compute in a page, in the order in which it is tried: the one that runs everywhere is the measure. */
export const browserBackends = ['wasm', 'webgl', 'webgpu'] as const;
export type BrowserBackend = (typeof browserBackends)[number];

/** The header by which a page shows that a producer is its own. */
export const producerTokenHeader = 'x-producer-token';

/** A lease that is neither returned nor extended goes back to the queue after this time. */
export const leaseLifetimeMs = 30_000;

/** However often it is extended, a lease ends after this time. */
export const leaseLimitMs = 300_000;

/** How often a page says that it is still there. */
export const heartbeatMs = 8_000;

/** A page that was silent for this long counts as gone. */
export const silenceLimitMs = 90_000;

/** Leases that a page may hold at once: one that it computes, one that waits, one on its way back. */
export const openLeaseLimit = 3;

/** Returned leases of one page that may wait for their check. */
export const uncheckedLeaseLimit = 40;

/** Pages that may work on one dataset at once. */
export const producerLimit = 32;

/** Refused pages of one person on one dataset within a day, from which on the person may not offer another. */
export const refusalLimit = 3;

/** A recomputed vector must have at least this cosine with the returned one. */
export const leastCosine = 0.999;

/** Seconds of work in one lease: long enough that its check costs little, short enough to lose. */
const leaseWorkS = 5;

const leaseSizeRange = { text: [16, 256], image: [8, 64] } as const;

/** Samples in the next lease of a page that does `ratePerS` samples a second. */
export function leaseSizeFor(modality: 'text' | 'image', ratePerS: number): number {
  const [least, most] = leaseSizeRange[modality];
  return Math.min(most, Math.max(least, Math.round(ratePerS * leaseWorkS)));
}

const rate = z.number().min(0).max(1_000_000);

/** What a page says when it joins. */
export const joinProducer = z.strictObject({
  modelId: z.uuid(),
  backend: z.enum(browserBackends),
  ratePerS: rate,
});

/** What a page says while it works. */
export const producerHeartbeat = z.strictObject({ ratePerS: rate });

/** A page that computes, or computed, embeddings of a dataset. */
export type ProducerSummary = {
  id: string;
  personName: string;
  backend: string;
  status: 'active' | 'left' | 'refused';
  /** False once it left, was refused or fell silent. */
  isHere: boolean;
  ratePerS: number;
  acceptedCount: number;
  /** Embeddings of it that were deleted when it was refused, and are made anew. */
  retractedCount: number;
  /** The lowest cosine to what the server computed for the same sample; null before the first check. */
  lowestCosine: number | null;
  /** Why it was refused. */
  reason: string | null;
  createdAt: string;
};

/** The model as a page needs it. Its files: modelPath/model.json and modelPath/weights.bin. */
export type BrowserModel = {
  id: string;
  name: string;
  modality: 'text' | 'image';
  dimension: number;
  modelPath: string;
};

/** What a page can do for a dataset now. */
export type ComputeOffer = {
  /** True while an embedding job waits, runs or is paused, and its model can run in a page. */
  isWanted: boolean;
  /** Null for a model that pages cannot run. */
  model: BrowserModel | null;
  /** The script of the page's worker; its folder holds the WebAssembly files. */
  workerPath: string;
  /** Those that are here, and those that were refused within a day. */
  producers: ProducerSummary[];
};

/** The token is shown this once. */
export type JoinedProducer = { producer: ProducerSummary; token: string };

/** Why there is no lease now. */
export type LeaseWait = {
  wait: 'done' | 'paused' | 'unchecked' | 'busy' | 'none';
  retryAfterMs: number;
};

type Refusal = { personName: string; reason: string; retractedCount: number };

/** The refusals of a job, oldest first, as its line says them: how many, and the last. Empty for none. */
export function describeRefusals(refusals: readonly Refusal[]): string {
  const last = refusals.at(-1);
  if (last === undefined) return '';
  const { personName, reason, retractedCount } = last;
  const anew =
    retractedCount === 0
      ? 'None of its embeddings had been taken over.'
      : `${retractedCount.toLocaleString('en')} embeddings of it were deleted and made anew.`;
  const who =
    refusals.length === 1
      ? `A page of ${personName} was refused.`
      : `${refusals.length.toLocaleString('en')} pages were refused, the last one of ${personName}.`;
  return `${who} ${reason} ${anew}`;
}
