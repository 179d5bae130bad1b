import type { OpenGroup } from '@/lib/groups/group';
import type { ChangedSample } from '@/lib/labels/decision';
import { carriedBy, type Desk, isMultiLabel, layDesk, ranksOf, settleCursor, sizeOf } from '@/lib/review/desk';
import { foldRanks } from '@/lib/review/folding';

/** What reaches a desk from the server, or ahead of it. */
export type AnswerAct =
  | { kind: 'operated' }
  /** The server did not do it after all. */
  | { kind: 'operationRefused' }
  | { kind: 'operationUndone' }
  | { kind: 'operationRedone' }
  /** Optimistic: the ranks carry the class from now on; with `leave` they also go from the page. */
  | { kind: 'label'; ranks: readonly number[]; labelClassId: string; leave: boolean }
  /** What `label` did is taken back: the server refused it, or the person undid it. */
  | { kind: 'unlabel'; ranks: readonly number[]; labelClassId: string }
  /** "Not this class", said by hand and sent. */
  | { kind: 'remember'; ranks: readonly number[]; labelClassId: string }
  /** Somebody changed these since the group was read: those with another label go, the rest is offered. */
  | { kind: 'takeOut'; changed: readonly ChangedSample[]; isRefused?: boolean }
  /** One's own operation made this revision; it counts only when nobody acted in between. */
  | { kind: 'advance'; revision: number }
  /** All that happened to the members up to this revision is on the desk. */
  | { kind: 'seen'; revision: number }
  | { kind: 'read'; group: OpenGroup };

/** A class that members carry beside others from now on, or no longer. */
function carry(desk: Desk, ranks: readonly number[], labelClassId: string, isCarried: boolean): Desk {
  const several = new Map(desk.several);
  for (const rank of ranks) {
    const others = carriedBy(desk, rank).filter((id) => id !== labelClassId);
    several.set(rank, isCarried ? [labelClassId, ...others] : others);
  }
  return { ...desk, several };
}

function label(desk: Desk, act: Extract<AnswerAct, { kind: 'label' }>): Desk {
  if (isMultiLabel(desk)) return { ...carry(desk, act.ranks, act.labelClassId, true), notice: null };
  const labels = new Map(desk.labels);
  const gone = new Set(desk.gone);
  for (const rank of act.ranks) {
    labels.set(rank, act.labelClassId);
    if (act.leave) gone.add(rank);
  }
  return settleCursor({ ...desk, labels, gone, notice: null });
}

function unlabel(desk: Desk, { ranks, labelClassId }: Extract<AnswerAct, { kind: 'unlabel' }>): Desk {
  if (isMultiLabel(desk)) return carry(desk, ranks, labelClassId, false);
  const labels = new Map(desk.labels);
  const gone = new Set(desk.gone);
  for (const rank of ranks) {
    labels.delete(rank);
    gone.delete(rank);
  }
  return settleCursor({ ...desk, labels, gone });
}

function replaceAt<Value>(
  column: readonly Value[],
  ranks: readonly number[],
  change: (value: Value) => Value,
): Value[] {
  const changed = [...column];
  for (const rank of ranks) changed[rank] = change(column[rank] as Value);
  return changed;
}

function remember(desk: Desk, ranks: readonly number[], labelClassId: string): Desk {
  const add = (ids: string[] | null) => [...new Set([...(ids ?? []), labelClassId])];
  const excludedClassIds = replaceAt(desk.group.excludedClassIds, ranks, add);
  const hand = new Map(desk.hand);
  for (const rank of ranks) hand.delete(rank);
  const carried = isMultiLabel(desk) ? carry(desk, ranks, labelClassId, false) : desk;
  return { ...carried, group: { ...desk.group, excludedClassIds }, hand, selection: new Set() };
}

/** Members that got another label, or were deleted, leave the page; those whose label was taken away are there to be decided. */
function takeOut(desk: Desk, { changed, isRefused = false }: Extract<AnswerAct, { kind: 'takeOut' }>): Desk {
  const byId = new Map(changed.map((sample) => [sample.sampleId, sample]));
  const [labels, several, gone] = [new Map(desk.labels), new Map(desk.several), new Set(desk.gone)];
  const labelClassIds = [...desk.group.labelClassIds];
  for (const rank of ranksOf(desk.group, byId.keys())) {
    const { labelClassId = null, isDeleted } = byId.get(desk.group.sampleIds[rank] ?? '') ?? {};
    labelClassIds[rank] = labelClassId;
    if (labelClassId !== null || isDeleted === true) {
      gone.add(rank);
      continue;
    }
    labels.delete(rank);
    gone.delete(rank);
    if (isMultiLabel(desk)) several.set(rank, []);
  }
  const group = { ...desk.group, labelClassIds };
  return settleCursor({ ...desk, group, labels, several, gone, notice: { kind: 'changed', changed, isRefused } });
}

function shiftOperation(desk: Desk, from: 'past' | 'future'): Desk {
  const to = from === 'past' ? 'future' : 'past';
  if (desk[from].at(-1)?.kind !== 'operation') return desk;
  return { ...desk, [from]: desk[from].slice(0, -1), [to]: [...desk[to], { kind: 'operation' }] };
}

/**
 * The group was read again. What the person did stays, by sample; a class is never chosen in the middle of their work; an answer older than what the desk knows is dropped.
 * Members labeled here meanwhile stay away from the page as long as the new answer says they are labeled.
 */
function read(desk: Desk, group: OpenGroup): Desk {
  if (group.revision < desk.revision) return desk;
  const fresh = layDesk(group);
  const rankById = new Map(group.sampleIds.map((sampleId, rank) => [sampleId, rank]));
  const placeOf = (rank: number) => rankById.get(desk.group.sampleIds[rank] ?? '') ?? -1;
  const carryAll = (ranks: Iterable<number>) => [...ranks].map(placeOf).filter((rank) => rank >= 0);
  const gone = carryAll(desk.gone).filter((rank) => group.labelClassIds[rank] !== null);
  const hand = [...desk.hand].map(([rank, mark]) => [placeOf(rank), mark] as const).filter(([rank]) => rank >= 0);
  return settleCursor({
    ...desk,
    group,
    revision: group.revision,
    boundary: group.sampleIds.length === sizeOf(desk) ? desk.boundary : fresh.boundary,
    hand: new Map(hand),
    selection: new Set(carryAll(desk.selection)),
    cursor: placeOf(desk.cursor),
    anchor: placeOf(desk.anchor),
    labels: new Map(),
    several: new Map(),
    gone: new Set(gone),
    filter: desk.filter === null ? null : { word: desk.filter.word, ranks: new Set(carryAll(desk.filter.ranks)) },
    fold: desk.fold && foldRanks(desk.fold.threshold, desk.fold.sets.map(carryAll)),
  });
}

/** The desk after an answer of the server, or after an act that runs ahead of it. Pure, like `reduceDesk`. */
export function reduceAnswer(desk: Desk, act: AnswerAct): Desk {
  switch (act.kind) {
    case 'operated':
      return { ...desk, past: [...desk.past, { kind: 'operation' }], future: [] };
    case 'operationRefused':
      return desk.past.at(-1)?.kind === 'operation' ? { ...desk, past: desk.past.slice(0, -1) } : desk;
    case 'operationUndone':
      return shiftOperation(desk, 'past');
    case 'operationRedone':
      return shiftOperation(desk, 'future');
    case 'label':
      return label(desk, act);
    case 'unlabel':
      return unlabel(desk, act);
    case 'remember':
      return remember(desk, act.ranks, act.labelClassId);
    case 'takeOut':
      return takeOut(desk, act);
    case 'seen':
      return act.revision > desk.revision ? { ...desk, revision: act.revision } : desk;
    case 'advance':
      return act.revision === desk.revision + 1 ? { ...desk, revision: act.revision } : desk;
    case 'read':
      return read(desk, act.group);
  }
}
