import { clampBoundary, nudgeBoundary } from '@/lib/review/boundary';
import {
  type Desk,
  type HandMark,
  type Notice,
  ranksOf,
  type Step,
  settleCursor,
  sizeOf,
  visibleRanks,
  type WordFilter,
} from '@/lib/review/desk';
import { type AnswerAct, reduceAnswer } from '@/lib/review/desk-answers';
import { type Fold, shownFor, unfold } from '@/lib/review/folding';
import { isBeyond, isExcludedByHand } from '@/lib/review/members';
import { joinSelection, type PickHow, pickRank, ranksBetween } from '@/lib/review/selection';

/** What a person does on the page. */
export type PageAct =
  | { kind: 'pick'; rank: number; how: PickHow }
  /** The cursor moves; with `extend` the selection runs from the anchor to it. */
  | { kind: 'move'; rank: number; extend: boolean }
  | { kind: 'selectAll' }
  | { kind: 'clearSelection' }
  | { kind: 'band'; ranks: readonly number[]; before: ReadonlySet<number>; how: 'replace' | 'add' | 'remove' }
  /** Excludes the ranks, or takes them back in when all are out already. */
  | { kind: 'toggleExcluded'; ranks: readonly number[] }
  | { kind: 'setBoundary'; boundary: number }
  | { kind: 'nudgeBoundary'; by: number }
  | { kind: 'resetBoundary' }
  | { kind: 'choose'; labelClassId: string }
  | { kind: 'filter'; filter: WordFilter | null }
  /** One of each: near-duplicates become one tile, or stand apart again. */
  | { kind: 'fold'; fold: Fold | null }
  | { kind: 'undoEdit' }
  | { kind: 'redoEdit' }
  | { kind: 'goTo'; sampleIds: readonly string[] }
  | { kind: 'notice'; notice: Notice | null };

function edited(desk: Desk, of: 'hand' | 'boundary', change: Partial<Pick<Desk, 'hand' | 'boundary'>>): Desk {
  const last = desk.past.at(-1);
  const before = { hand: desk.hand, boundary: desk.boundary };
  const joins = of === 'boundary' && last?.kind === 'edit' && last.of === 'boundary';
  const step: Step = { kind: 'edit', of, before };
  return { ...desk, ...change, past: joins ? desk.past : [...desk.past, step], future: [] };
}

function toggleExcluded(desk: Desk, ranks: readonly number[]): Desk {
  const present = unfold(desk, ranks).filter((rank) => !desk.gone.has(rank));
  if (present.length === 0) return desk;
  const isOutNow = (rank: number) => isExcludedByHand(desk, rank) || isBeyond(desk, rank);
  const mark: HandMark = present.every(isOutNow) ? 'include' : 'exclude';
  const hand = new Map(desk.hand);
  for (const rank of present) {
    if (mark === 'exclude' && isExcludedByHand(desk, rank)) continue;
    const isNeeded = mark === 'exclude' || rank >= desk.boundary || needsInclude(desk, rank);
    if (isNeeded) hand.set(rank, mark);
    else hand.delete(rank);
  }
  return { ...edited(desk, 'hand', { hand }), selection: new Set() };
}

/** Whether taking the mark away would leave the member out all the same: "not this class" is remembered of it. */
function needsInclude(desk: Desk, rank: number): boolean {
  const hand = new Map(desk.hand);
  hand.delete(rank);
  return isExcludedByHand({ ...desk, hand }, rank);
}

function moveBoundary(desk: Desk, boundary: number): Desk {
  const clamped = clampBoundary(sizeOf(desk), boundary);
  return clamped === desk.boundary ? desk : edited(desk, 'boundary', { boundary: clamped });
}

function undoEdit(desk: Desk): Desk {
  const step = desk.past.at(-1);
  if (step?.kind !== 'edit') return desk;
  const now: Step = { ...step, before: { hand: desk.hand, boundary: desk.boundary } };
  return { ...desk, ...step.before, past: desk.past.slice(0, -1), future: [...desk.future, now] };
}

function redoEdit(desk: Desk): Desk {
  const step = desk.future.at(-1);
  if (step?.kind !== 'edit') return desk;
  const now: Step = { ...step, before: { hand: desk.hand, boundary: desk.boundary } };
  return { ...desk, ...step.before, past: [...desk.past, now], future: desk.future.slice(0, -1) };
}

function goTo(desk: Desk, sampleIds: readonly string[]): Desk {
  const first = ranksOf(desk.group, sampleIds)[0];
  if (first === undefined) return desk;
  const cursor = shownFor(desk, first);
  return { ...desk, cursor, anchor: cursor, selection: new Set() };
}

function move(desk: Desk, rank: number, extend: boolean): Desk {
  if (rank < 0) return desk;
  if (!extend) return { ...desk, cursor: rank, anchor: rank };
  const anchor = desk.anchor < 0 ? desk.cursor : desk.anchor;
  return { ...desk, cursor: rank, anchor, selection: new Set(ranksBetween(visibleRanks(desk), anchor, rank)) };
}

function select(desk: Desk, act: Extract<PageAct, { kind: 'pick' | 'selectAll' | 'clearSelection' | 'band' }>): Desk {
  if (act.kind === 'pick') return { ...desk, ...pickRank(desk, visibleRanks(desk), act.rank, act.how) };
  if (act.kind === 'selectAll') return { ...desk, selection: new Set(visibleRanks(desk)) };
  if (act.kind === 'clearSelection') return { ...desk, selection: new Set(), anchor: desk.cursor };
  return { ...desk, selection: joinSelection(act.before, act.ranks, act.how) };
}

export type DeskAct = PageAct | AnswerAct;

/** The desk after an act. Pure: the same desk and act give the same desk. */
export function reduceDesk(desk: Desk, act: DeskAct): Desk {
  switch (act.kind) {
    case 'pick':
    case 'selectAll':
    case 'clearSelection':
    case 'band':
      return select(desk, act);
    case 'move':
      return move(desk, act.rank, act.extend);
    case 'choose':
      return { ...desk, chosenClassId: act.labelClassId, chosenBy: 'person' };
    case 'filter':
      return settleCursor({ ...desk, filter: act.filter, fold: null });
    case 'fold':
      return settleCursor({
        ...desk,
        fold: act.fold,
        filter: null,
        cursor: shownFor({ ...desk, fold: act.fold }, desk.cursor),
      });
    case 'goTo':
      return goTo(desk, act.sampleIds);
    case 'notice':
      return { ...desk, notice: act.notice };
    case 'toggleExcluded':
    case 'setBoundary':
    case 'nudgeBoundary':
    case 'resetBoundary':
    case 'undoEdit':
    case 'redoEdit':
      return edit(desk, act);
    default:
      return reduceAnswer(desk, act);
  }
}

type EditKind = 'toggleExcluded' | 'setBoundary' | 'nudgeBoundary' | 'resetBoundary' | 'undoEdit' | 'redoEdit';

function edit(desk: Desk, act: Extract<PageAct, { kind: EditKind }>): Desk {
  switch (act.kind) {
    case 'toggleExcluded':
      return toggleExcluded(desk, act.ranks);
    case 'setBoundary':
      return moveBoundary(desk, act.boundary);
    case 'nudgeBoundary':
      return moveBoundary(desk, nudgeBoundary(desk, act.by));
    case 'resetBoundary':
      return moveBoundary(desk, desk.group.head.boundaryRank);
    case 'undoEdit':
      return undoEdit(desk);
    case 'redoEdit':
      return redoEdit(desk);
  }
}
