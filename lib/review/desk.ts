import type { OpenGroup } from '@/lib/groups/group';
import type { ChangedSample } from '@/lib/labels/decision';
import { type Fold, shownFor, unfold } from '@/lib/review/folding';

/** What a person did to one member against what the boundary says of it. */
export type HandMark = 'exclude' | 'include';

/** What can be taken back inside an open group without asking the server. */
export type Edit = { hand: ReadonlyMap<number, HandMark>; boundary: number };

/** One step back: an edit, with the state before it, or an operation that the server must revert. */
export type Step = { kind: 'edit'; of: 'hand' | 'boundary'; before: Edit } | { kind: 'operation' };

/** Why the screen differs from what the person left; said above the samples until they go on. */
export type Notice =
  /** `isRefused`: an act of the person was not applied for it. */
  { kind: 'changed'; changed: readonly ChangedSample[]; isRefused?: boolean } | { kind: 'refused'; message: string };

/** Members that a word was found in, among all members of the group. */
export type WordFilter = { word: string; ranks: ReadonlySet<number> };

/**
 * One open group on the desk. Members are addressed by rank (0 = core), the index into the columns of `group`;
 * nothing on the desk ever changes their order.
 */
export type Desk = {
  group: OpenGroup;
  /** The dataset revision that decisions from this desk send. */
  revision: number;
  chosenClassId: string | null;
  chosenBy: 'suggestion' | 'person' | null;
  /** How many ranks lie inside. */
  boundary: number;
  hand: ReadonlyMap<number, HandMark>;
  selection: ReadonlySet<number>;
  /** Rank under the cursor; −1 when nothing is left to stand on. */
  cursor: number;
  /** Rank where a range begins. */
  anchor: number;
  /** Labels given here that the columns do not know yet. */
  labels: ReadonlyMap<number, string>;
  /** Where members may carry several classes: all that one carries by what was decided here, the newest first. */
  several: ReadonlyMap<number, readonly string[]>;
  /** Ranks that left the page: labeled on the spot, or changed by somebody else. */
  gone: ReadonlySet<number>;
  filter: WordFilter | null;
  /** Near-duplicates shown as one; null while every member has its tile. Never beside a word filter. */
  fold: Fold | null;
  past: readonly Step[];
  future: readonly Step[];
  notice: Notice | null;
};

/** A desk for a group as it was read: the suggested class proposed, the proposed boundary, the cursor on the core. */
export function layDesk(group: OpenGroup): Desk {
  const suggested = group.head.suggestion?.labelClassId ?? null;
  return {
    group,
    revision: group.revision,
    chosenClassId: suggested,
    chosenBy: suggested === null ? null : 'suggestion',
    boundary: Math.max(0, Math.min(group.head.boundaryRank, group.sampleIds.length)),
    hand: new Map(),
    selection: new Set(),
    cursor: group.sampleIds.length > 0 ? 0 : -1,
    anchor: 0,
    labels: new Map(),
    several: new Map(),
    gone: new Set(),
    filter: null,
    fold: null,
    past: [],
    future: [],
    notice: null,
  };
}

/** How many members the group has. */
export function sizeOf(desk: Desk): number {
  return desk.group.sampleIds.length;
}

/** Whether members may carry several classes. */
export function isMultiLabel(desk: Pick<Desk, 'group'>): boolean {
  return desk.group.allLabelClassIds !== undefined;
}

/** All classes that a member carries, with what was decided here counted in, the newest first; none for unlabeled. */
export function carriedBy(desk: Desk, rank: number): readonly string[] {
  const all = desk.group.allLabelClassIds;
  if (all !== undefined) return desk.several.get(rank) ?? all[rank] ?? [];
  const label = desk.labels.get(rank) ?? desk.group.labelClassIds[rank] ?? null;
  return label === null ? [] : [label];
}

/** Whether a member carries a class, with what was decided here counted in. */
export function carries(desk: Desk, rank: number, labelClassId: string): boolean {
  return carriedBy(desk, rank).includes(labelClassId);
}

/** Whether what a member carries was decided here, and the columns do not know it yet. */
export function isDecidedHere(desk: Desk, rank: number): boolean {
  return desk.labels.has(rank) || desk.several.has(rank);
}

/**
 * Class that a member carries, with what was decided here counted in; null for unlabeled. Of several it is the chosen class,
 * where the member carries that, and else the one given last.
 */
export function labelOf(desk: Desk, rank: number): string | null {
  const carried = carriedBy(desk, rank);
  const { chosenClassId } = desk;
  return chosenClassId !== null && carried.includes(chosenClassId) ? chosenClassId : (carried[0] ?? null);
}

/** The ranks on the page, core first: all but those that left, that the word filter hides, or that another tile stands for. */
export function visibleRanks(desk: Pick<Desk, 'group' | 'gone' | 'filter' | 'fold'>): number[] {
  const ranks: number[] = [];
  for (let rank = 0; rank < desk.group.sampleIds.length; rank += 1) {
    if (desk.gone.has(rank)) continue;
    if (desk.filter !== null && !desk.filter.ranks.has(rank)) continue;
    if (desk.fold !== null && shownFor(desk, rank) !== rank) continue;
    ranks.push(rank);
  }
  return ranks;
}

/** The ranks an act means: the selection, core first, or else the cursor alone; with all that folded tiles stand for. */
export function targetsOf(desk: Desk): number[] {
  if (desk.selection.size > 0) return unfold(desk, desk.selection).sort((a, b) => a - b);
  return desk.cursor < 0 ? [] : unfold(desk, [desk.cursor]);
}

/** The ids of members, in the order of the ranks given. */
export function idsOf(desk: Desk, ranks: readonly number[]): string[] {
  return ranks.flatMap((rank) => desk.group.sampleIds[rank] ?? []);
}

/** Ranks of the members with these ids; ids of other groups are passed over. */
export function ranksOf(group: OpenGroup, sampleIds: Iterable<string>): number[] {
  const wanted = new Set(sampleIds);
  const ranks: number[] = [];
  group.sampleIds.forEach((sampleId, rank) => {
    if (wanted.has(sampleId)) ranks.push(rank);
  });
  return ranks;
}

/** Puts the cursor on something visible: where it stands, or else the next, or else the last. */
export function settleCursor(desk: Desk): Desk {
  const visible = visibleRanks(desk);
  const shown = new Set(visible);
  const cursor = shown.has(desk.cursor)
    ? desk.cursor
    : (visible.find((rank) => rank > desk.cursor) ?? visible.at(-1) ?? -1);
  const selection = [...desk.selection].every((rank) => shown.has(rank))
    ? desk.selection
    : new Set([...desk.selection].filter((rank) => shown.has(rank)));
  return { ...desk, cursor, anchor: shown.has(desk.anchor) ? desk.anchor : cursor, selection };
}
