import { OWN_KEY_LIMIT } from '@/lib/labels/decision';

/** Keys of one sample that are remembered; the server compares the one that touched it last. */
const KEYS_PER_SAMPLE = 12;

/**
 * Which of one's own requests touched which samples, by idempotency key. A decision names those before it that touched
 * its samples: several that wait together saw the same revision, and would conflict with each other otherwise.
 */
export class OwnTouches {
  private readonly keys = new Map<string, readonly string[]>();

  /** Notes that a request touches these samples. */
  note(key: string, sampleIds: Iterable<string>): void {
    // Samples that were decided together share one list, before and after.
    const next = new Map<readonly string[] | undefined, readonly string[]>();
    for (const sampleId of sampleIds) {
      const before = this.keys.get(sampleId);
      if (before?.includes(key) === true) continue;
      const after = next.get(before) ?? [...(before ?? []), key].slice(-KEYS_PER_SAMPLE);
      next.set(before, after);
      this.keys.set(sampleId, after);
    }
  }

  /** The keys of the requests that touched any of these samples, the newest of each sample first to be kept. */
  listFor(sampleIds: Iterable<string>): string[] {
    const lists = new Set<readonly string[]>();
    for (const sampleId of sampleIds) {
      const list = this.keys.get(sampleId);
      if (list !== undefined) lists.add(list);
    }
    const found = new Set<string>();
    for (let age = 1; age <= KEYS_PER_SAMPLE; age += 1) {
      for (const list of lists) {
        const key = list.at(-age);
        if (key !== undefined && found.size < OWN_KEY_LIMIT) found.add(key);
      }
    }
    return [...found];
  }
}

const ofThisPage = new Map<string, OwnTouches>();

/** What this page decided in a dataset, on whichever screen; made with the first call in a browser. */
export function ownTouches(datasetId: string): OwnTouches {
  const own = ofThisPage.get(datasetId) ?? new OwnTouches();
  if (typeof window !== 'undefined') ofThisPage.set(datasetId, own);
  return own;
}
