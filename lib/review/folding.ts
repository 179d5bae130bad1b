import type { OpenGroup } from '@/lib/groups/group';
import type { FoldAnswer } from '@/lib/neighbours/group-duplicates';

/** Members that are nearly the same, shown as one. */
export type Fold = {
  /** The least cosine of two members that belong together. */
  threshold: number;
  /** Ranks that are nearly the same, two or more together, ascending. */
  sets: readonly (readonly number[])[];
  /** The set of a rank, for those that are in one. */
  setOf: ReadonlyMap<number, readonly number[]>;
};

type Folded = { fold: Fold | null; gone: ReadonlySet<number> };

/** The fold over sets of ranks; what is left with one rank is none. */
export function foldRanks(threshold: number, sets: Iterable<readonly number[]>): Fold {
  const kept = [...sets].filter((set) => set.length > 1).map((set) => set.toSorted((a, b) => a - b));
  return { threshold, sets: kept, setOf: new Map(kept.flatMap((set) => set.map((rank) => [rank, set] as const))) };
}

/** The fold that the worker found for a group; samples that are no members any more are passed over. */
export function foldGroup(group: Pick<OpenGroup, 'sampleIds'>, { threshold, folds }: FoldAnswer): Fold {
  const rankOf = new Map(group.sampleIds.map((id, rank) => [id, rank]));
  return foldRanks(
    threshold,
    folds.map((ids) => ids.flatMap((id) => rankOf.get(id) ?? [])),
  );
}

/** What a tile stands for: every member on the page that is nearly the same as this one, this one included, core first. */
export function standsFor({ fold, gone }: Folded, rank: number): readonly number[] {
  const set = fold?.setOf.get(rank);
  return set === undefined ? [rank] : set.filter((each) => !gone.has(each));
}

/** The member whose tile stands for this one; itself where nothing is folded. */
export function shownFor(folded: Folded, rank: number): number {
  return standsFor(folded, rank)[0] ?? rank;
}

/** The members that some ranks stand for, each once, core first. */
export function unfold(folded: Folded, ranks: Iterable<number>): number[] {
  if (folded.fold === null) return [...ranks];
  const all = new Set([...ranks].flatMap((rank) => [...standsFor(folded, rank)]));
  return [...all].sort((a, b) => a - b);
}
