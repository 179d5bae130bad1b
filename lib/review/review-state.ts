import type { OpenGroup } from '@/lib/groups/group';
import { type Desk, layDesk } from '@/lib/review/desk';
import { type DeskAct, reduceDesk } from '@/lib/review/desk-acts';
import { FRESH_SITTING, type QueueLook, reduceSitting, type Sitting, type SittingAct } from '@/lib/review/queue-order';

/** Desks that are kept for coming back to; the one left longest ago goes first. */
export const DESK_LIMIT = 24;

/** The whole review of one dataset in one tab: the open cluster, the desks laid so far, the order of the queue. */
export type ReviewState = {
  openId: string | null;
  /** By cluster, the one used last at the end. */
  desks: ReadonlyMap<string, Desk>;
  sitting: Sitting;
  look: QueueLook;
};

export const FRESH_REVIEW: ReviewState = {
  openId: null,
  desks: new Map(),
  sitting: FRESH_SITTING,
  look: { sort: 'worthwhile', isGrouped: false },
};

export type ReviewAct =
  | { kind: 'open'; groupId: string | null }
  /** A group was read: its desk is laid, or carried over to the newer reading. */
  | { kind: 'lay'; group: OpenGroup }
  | { kind: 'desk'; groupId: string; act: DeskAct }
  /** One's own operation made this revision: every desk that was up to date stays so. */
  | { kind: 'advance'; revision: number }
  | { kind: 'sitting'; act: SittingAct }
  | { kind: 'look'; look: Partial<QueueLook> };

function withDesk(state: ReviewState, groupId: string, desk: Desk): ReviewState {
  const desks = new Map(state.desks);
  desks.set(groupId, desk);
  return { ...state, desks };
}

function open(state: ReviewState, groupId: string | null): ReviewState {
  const desks = new Map(state.desks);
  const desk = groupId === null ? undefined : desks.get(groupId);
  if (groupId !== null && desk !== undefined) {
    desks.delete(groupId);
    desks.set(groupId, desk);
  }
  for (const oldest of desks.keys()) {
    if (desks.size <= DESK_LIMIT) break;
    if (oldest !== groupId) desks.delete(oldest);
  }
  return { ...state, openId: groupId, desks };
}

/** The review after an act. Pure. */
export function reduceReview(state: ReviewState, act: ReviewAct): ReviewState {
  switch (act.kind) {
    case 'open':
      return open(state, act.groupId);
    case 'lay': {
      const { id } = act.group.head;
      const desk = state.desks.get(id);
      return withDesk(
        state,
        id,
        desk === undefined ? layDesk(act.group) : reduceDesk(desk, { kind: 'read', group: act.group }),
      );
    }
    case 'desk': {
      const desk = state.desks.get(act.groupId);
      return desk === undefined ? state : withDesk(state, act.groupId, reduceDesk(desk, act.act));
    }
    case 'advance': {
      const advanced = [...state.desks].map(([id, desk]) => [id, reduceDesk(desk, act)] as const);
      return { ...state, desks: new Map(advanced) };
    }
    case 'sitting':
      return { ...state, sitting: reduceSitting(state.sitting, act.act) };
    case 'look':
      return { ...state, look: { ...state.look, ...act.look } };
  }
}
