import { readStand, type Stand } from '@/lib/datasets/repo.server';
import type { Tx } from '@/lib/db/client.server';
import {
  countClusterMembers,
  countRunMembers,
  listClustersTouchedAfter,
  type MemberCount,
  sumTouchedAfter,
} from '@/lib/groups/member-counts-repo.server';

/** Runs whose counts are kept: the current ones of as many datasets as people work on at once. */
const KEPT_RUNS = 8;
/** Past this many touched samples, counting the whole run anew is quicker. */
const FOLLOWED_SAMPLES = 100_000;

type Kept = Stand & { counts: readonly MemberCount[] };
type RunOf = { runId: string; datasetId: string };

const kept = new Map<string, Promise<Kept>>();

/**
 * The live members of every cluster of a run, counted as by countRunMembers. The counts stay in memory: an operation makes
 * only the clusters be counted anew that it touched, found by the log, so that the queue of a million samples opens as
 * fast as that of a thousand. Requests at once share one count. Clusters with no live member have no entry.
 */
export async function readRunCounts(tx: Tx, run: RunOf): Promise<readonly MemberCount[]> {
  const before = kept.get(run.runId);
  const now = before === undefined ? countAnew(tx, run) : before.then((old) => follow(tx, run, old));
  kept.delete(run.runId);
  kept.set(run.runId, now);
  for (const oldest of kept.keys()) {
    if (kept.size <= KEPT_RUNS) break;
    kept.delete(oldest);
  }
  try {
    return (await now).counts;
  } catch (error) {
    if (kept.get(run.runId) === now) kept.delete(run.runId);
    throw error;
  }
}

/** The stand is read first: what happens in between is counted, and counted once more the next time. */
async function countAnew(tx: Tx, { runId, datasetId }: RunOf): Promise<Kept> {
  const stand = await readStand(tx, datasetId);
  return { ...stand, counts: await countRunMembers(tx, runId) };
}

async function follow(tx: Tx, run: RunOf, old: Kept): Promise<Kept> {
  const stand = await readStand(tx, run.datasetId);
  if (stand.contentStamp !== old.contentStamp) return countAnew(tx, run);
  if (stand.revision === old.revision) return old;
  const after = { ...run, revision: old.revision };
  if ((await sumTouchedAfter(tx, after)) > FOLLOWED_SAMPLES) return countAnew(tx, run);
  const touched = await listClustersTouchedAfter(tx, after);
  const anew = touched.length === 0 ? [] : await countClusterMembers(tx, touched);
  const isTouched = new Set(touched);
  return { ...stand, counts: [...old.counts.filter(({ groupId }) => !isTouched.has(groupId)), ...anew] };
}
