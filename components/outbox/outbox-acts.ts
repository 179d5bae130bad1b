import type { ApiErrorKind } from '@/components/shell/api';
import type { ClassValues } from '@/lib/datasets/class-edits';
import type { ChangedSample } from '@/lib/labels/decision';

/** One request of an act: its body carries the idempotency key, so that it can be sent again and arrives once. */
export type OutboxRequest = {
  /** POST unless said; a DELETE is sent without its body. */
  method?: 'PATCH' | 'DELETE';
  path: string;
  body: { idempotencyKey: string } & Record<string, unknown>;
};

/** An edit of classes, as far as pages show it before it is sent. */
export type OutboxClassEdit =
  | { kind: 'create'; labelClassId: string; name: string; parentId: string | null }
  | { kind: 'change'; labelClassId: string; values: ClassValues }
  /** Merged into another class, or deleted (null). */
  | { kind: 'remove'; labelClassId: string; intoId: string | null };

/** Changed samples that a refused act keeps; a group that is read again shows them all. */
export const CHANGED_KEPT = 1_000;

/** Why the server did not take an act, or its rest. */
export type OutboxRefusal = {
  kind: ApiErrorKind;
  message: string;
  /** Of a conflict: members that somebody changed meanwhile. */
  changed: readonly ChangedSample[];
};

/** What the pages show of an act before it is answered. */
export type OutboxShow = {
  labelClassId: string;
  /** Where its requests are of several classes: that of each, null for one that labels nothing. */
  labelClassIds?: readonly (string | null)[];
  /** label: the samples carry the class; clear: no longer; remember: they are not of it. */
  as: 'label' | 'clear' | 'remember';
  /** Labeled samples go from the page at once. */
  leave: boolean;
  /** What became of the group in the queue. */
  step: 'finished' | 'put' | null;
  /** Labels that each request counts ahead of the server. */
  counts: readonly number[];
};

/** An act of a person on its way to the server. It is kept in this browser until the server has answered all of it. */
export type OutboxAct = {
  id: string;
  /** Its place in the order of all acts of this browser. */
  order: number;
  /** The page that it was made on. */
  pageId: string;
  datasetId: string;
  /** Who did it: the name of then, whatever it is when the act is sent. */
  personName: string;
  /** ISO 8601, UTC. */
  at: string;
  kind: 'decide' | 'undo' | 'redo' | 'revert' | 'split' | 'class' | 'other';
  /** 'screen': made beside the desk of the review, which then neither showed it ahead nor tells what became of it. */
  place?: 'screen';
  /** What it did, as it was said: "186 labeled glass". */
  says: string;
  group: { id: string; title: string } | null;
  shows: OutboxShow | null;
  /** Of a revert, the operation that it is about. */
  operationId?: string;
  /** Of an edit of classes. */
  classEdit?: OutboxClassEdit;
  requestCount: number;
  /** Requests that were answered. */
  doneCount: number;
  /** Answers that came from a fault of the server. */
  faultCount: number;
  refusal: OutboxRefusal | null;
};

/** The class that a request of an act counts labels of. */
export const classOf = (shows: OutboxShow | null, index: number): string =>
  shows?.labelClassIds?.[index] ?? shows?.labelClassId ?? '';

/** How often an act is sent again that the server fails at; other acts wait for it meanwhile. */
export const FAULT_LIMIT = 5;

/** Whether an act is still to be sent; a refused one waits for the person instead. */
export const isWaiting = (act: OutboxAct): boolean => act.refusal === null;

/** The act to send next: acts go out strictly in the order in which they were made. */
export function pickNext(acts: readonly OutboxAct[]): OutboxAct | null {
  let next: OutboxAct | null = null;
  for (const act of acts) if (isWaiting(act) && (next === null || act.order < next.order)) next = act;
  return next;
}

/** What an act becomes: kept as it is now, or gone (null). */
export type Settled = { act: OutboxAct | null; isOver: boolean };

/** One more request of the act was answered. */
export function settleAnswer(act: OutboxAct): Settled {
  const doneCount = act.doneCount + 1;
  return doneCount >= act.requestCount ? { act: null, isOver: true } : { act: { ...act, doneCount }, isOver: false };
}

/**
 * The server refused a request. A decision stays for the person to look at. An undo that finds nothing to take back is
 * passed over: its next request may take back another operation of the same act.
 */
export function settleRefusal(act: OutboxAct, refusal: OutboxRefusal): Settled {
  if (act.kind === 'undo' || act.kind === 'redo') return settleAnswer(act);
  const kept = { ...refusal, changed: refusal.changed.slice(0, CHANGED_KEPT) };
  return { act: { ...act, refusal: kept }, isOver: true };
}

/** The server failed at a request; null when that happened so often that it counts as refused. */
export function settleFault(act: OutboxAct): OutboxAct | null {
  return act.faultCount + 1 >= FAULT_LIMIT ? null : { ...act, faultCount: act.faultCount + 1 };
}

/** Requests that the server has not answered, and acts that it refused. */
export function countActs(acts: readonly OutboxAct[]): { waitingCount: number; refusedCount: number } {
  let waitingCount = 0;
  let refusedCount = 0;
  for (const act of acts) {
    if (isWaiting(act)) waitingCount += act.requestCount - act.doneCount;
    else refusedCount += 1;
  }
  return { waitingCount, refusedCount };
}
