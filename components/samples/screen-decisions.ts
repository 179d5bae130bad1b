import type { QueryClient } from '@tanstack/react-query';
import { requestEdit } from '@/components/classes/class-requests';
import { sayOperation } from '@/components/datasets/operation-words';
import type { OutboxAct, OutboxRefusal } from '@/components/outbox/outbox-acts';
import { ownTouches } from '@/components/outbox/outbox-own';
import type { OutboxEvent, PageOutbox } from '@/components/outbox/outbox-page';
import { sayReverted } from '@/components/review/wording';
import { sayDone, sayRefused, sayUnseen } from '@/components/samples/decision-words';
import type { ListAhead } from '@/components/samples/list-ahead';
import { sampleQuery, samplesKey } from '@/components/samples/queries';
import {
  entryOf,
  requestAct,
  requestTurn,
  restOf,
  type SampleAct,
  type ScreenEntry,
} from '@/components/samples/screen-acts';
import {
  listWaitingKeys,
  requestRevert,
  type ScreenEdit,
  type ScreenRevert,
} from '@/components/samples/screen-reverts';
import { classesQuery, datasetKey, datasetQuery } from '@/components/shell/queries';
import type { ToastMessage } from '@/components/ui/toast';
import type { DecisionAnswer, UndoAnswer } from '@/lib/labels/decision';

type Way = 'undo' | 'redo';
/** The outbox as it is used here; the one of the page holds it. */
export type ScreenOutbox = Pick<PageOutbox, 'add' | 'readRequests' | 'discard' | 'getState'>;
type Answered = Extract<OutboxEvent, { type: 'answered' }>;
type Refused = Extract<OutboxEvent, { type: 'refused' }>;

type Parts = {
  datasetId: string;
  client: QueryClient;
  showToast: (message: ToastMessage) => void;
  makeKey: () => string;
  /** What is on the screen now. */
  read: () => { list?: ListAhead | undefined; undoKeys?: string | undefined };
};

/** The decisions of one screen beside the review's desk, and what becomes of those that it put into the outbox. */
export class ScreenDecisions {
  private readonly parts: Parts;
  private readonly done: ScreenEntry[] = [];
  private readonly undone: ScreenEntry[] = [];
  /** Acts that this screen tells of; undo and redo with the step that they are about. */
  private readonly told = new Map<string, ScreenEntry>();
  /** Reverts of this screen, by act. */
  private readonly reverts = new Map<string, ScreenRevert>();
  /** What follows edits of classes that are done. */
  private readonly edits = new Map<string, ScreenEdit>();

  constructor(parts: Parts) {
    this.parts = parts;
  }

  /** Takes a decision: it is shown and stored at once, and sent when those before it are in. */
  decide(act: SampleAct, outbox: ScreenOutbox): void {
    if (act.sampleIds.length === 0) return;
    const { datasetId, showToast, makeKey, read, client } = this.parts;
    const says = sayDone(act);
    const requests = requestAct(act, { datasetId, own: ownTouches(datasetId), makeKey });
    const entry = entryOf(says, requests);
    const id = makeKey();
    this.told.set(id, entry);
    this.done.push(entry);
    this.undone.length = 0;
    const isMultiLabel = client.getQueryData(datasetQuery(datasetId).queryKey)?.isMultiLabel === true;
    read().list?.show(id, act, isMultiLabel);
    this.showSamples(act, isMultiLabel);
    outbox.add({ id, datasetId, kind: 'decide', place: 'screen', says, group: null, shows: null, requests });
    showToast({ says, action: this.wayBack(outbox) });
  }

  /** Takes an operation of the log back, after what waits. */
  async revert(revert: ScreenRevert, outbox: ScreenOutbox): Promise<void> {
    const { datasetId, showToast, makeKey } = this.parts;
    const { operationId, says } = revert;
    const after = await listWaitingKeys(datasetId, outbox);
    const requests = [requestRevert(revert, makeKey(), after)];
    const entry = { ...entryOf(says, []), keys: requests.map(({ body }) => body.idempotencyKey), touched: [[]] };
    const id = makeKey();
    this.told.set(id, entry);
    this.reverts.set(id, revert);
    this.done.push(entry);
    this.undone.length = 0;
    const isAway = isOutOfReach(outbox);
    outbox.add({
      id,
      datasetId,
      kind: 'revert',
      place: 'screen',
      says,
      group: null,
      shows: null,
      operationId,
      requests,
    });
    if (isAway) showToast({ says: `${says} waits to be sent`, action: this.wayBack(outbox) });
  }

  /** Edits classes, after what waits; the screen shows it already. */
  edit(edit: ScreenEdit, outbox: ScreenOutbox): void {
    const { says, classEdit, revision } = edit;
    const { datasetId, showToast, makeKey } = this.parts;
    const idempotencyKey = makeKey();
    const requests = [
      requestEdit(datasetId, classEdit, { idempotencyKey, ...(revision === undefined ? {} : { revision }) }),
    ];
    const entry = { says, keys: [idempotencyKey], touched: [[]] };
    const id = makeKey();
    this.told.set(id, entry);
    this.edits.set(id, edit);
    this.done.push(entry);
    this.undone.length = 0;
    outbox.add({ id, datasetId, kind: 'class', place: 'screen', says, group: null, shows: null, classEdit, requests });
    showToast({ says, action: this.wayBack(outbox) });
  }

  /** Takes one's own newest act back, or does it again. One of this screen is named, so that it is no other one. */
  turn(way: Way, outbox: ScreenOutbox): void {
    const { datasetId, showToast, makeKey, read } = this.parts;
    const entry = (way === 'undo' ? this.done : this.undone).pop();
    const turned = entry ?? { says: '', keys: [], touched: [] };
    (way === 'undo' ? this.undone : this.done).push(turned);
    if (way === 'undo' && entry !== undefined) read().list?.takeBack();
    const requests = requestTurn(way, entry, { datasetId, own: ownTouches(datasetId), makeKey });
    const verb = way === 'undo' ? 'Taken back' : 'Done again';
    const says = `${verb}: ${turned.says === '' ? 'the newest act' : turned.says}`;
    const id = makeKey();
    this.told.set(id, turned);
    const isAway = isOutOfReach(outbox);
    outbox.add({ id, datasetId, kind: way, place: 'screen', says, group: null, shows: null, requests });
    if (isAway) showToast({ says, ...this.wayOn(way, outbox) });
  }

  /** Takes in what became of an act. */
  take(event: OutboxEvent & { act: OutboxAct }, outbox: ScreenOutbox): void {
    const { act } = event;
    if (!this.told.has(act.id)) return;
    if (event.type === 'answered') this.takeAnswer(event, outbox);
    else if (event.type === 'refused') void this.takeRefusal(event, outbox);
  }

  private wayBack(outbox: ScreenOutbox): NonNullable<ToastMessage['action']> {
    const { undoKeys } = this.parts.read();
    const run = () => this.turn('undo', outbox);
    return { says: 'Undo', ...(undoKeys === undefined ? {} : { keys: undoKeys }), run };
  }

  private wayOn(way: Way, outbox: ScreenOutbox): Pick<ToastMessage, 'action'> {
    return way === 'undo' ? { action: { says: 'Redo', run: () => this.turn('redo', outbox) } } : {};
  }

  private takeEdited({ id }: OutboxAct): void {
    this.told.delete(id);
    this.edits.get(id)?.onDone?.();
    this.edits.delete(id);
    this.readAgain(true);
  }

  private takeAnswer({ act, isOver, answer }: Answered, outbox: ScreenOutbox): void {
    if (act.kind === 'class') {
      this.takeEdited(act);
      return;
    }
    const { datasetId, client, read, showToast } = this.parts;
    const { progress } = answer as DecisionAnswer | UndoAnswer;
    client.setQueryData(datasetQuery(datasetId).queryKey, (summary) => summary && { ...summary, ...progress });
    const { list } = read();
    if (act.kind === 'decide') list?.answer(act.id, progress.revision, isOver);
    else if (act.kind === 'revert') this.tellReverted(act, answer as UndoAnswer, outbox);
    else {
      if (isOver) showToast({ says: sayTurned(answer as UndoAnswer), ...this.wayOn(act.kind as Way, outbox) });
      list?.forget(act.id);
    }
    if (isOver) this.told.delete(act.id);
    this.readAgain(list === undefined);
  }

  private tellReverted({ id }: OutboxAct, answer: UndoAnswer, outbox: ScreenOutbox): void {
    const { sampleCount, conflictCount } = answer.operation;
    const says = sayReverted(answer.operation, sampleCount, conflictCount);
    this.parts.showToast({ says, action: this.wayBack(outbox) });
    this.reverts.get(id)?.onDone(answer);
    this.reverts.delete(id);
  }

  /** A revert or an edit of classes: the screen shows the reason, and what is there now; a fault of the server stays in the outbox's list. */
  private tellUnmade(act: OutboxAct, refusal: OutboxRefusal, outbox: ScreenOutbox): void {
    this.parts.showToast({ says: sayUnseen(refusal), tone: 'error' });
    if (refusal.kind !== 'internal') void outbox.discard(act);
    if (act.kind === 'class') this.readAgain(true);
    this.edits.get(act.id)?.onRefused?.();
    this.edits.delete(act.id);
    this.reverts.get(act.id)?.onRefused();
    this.reverts.delete(act.id);
  }

  private async takeRefusal({ act, index, isOver, refusal }: Refused, outbox: ScreenOutbox): Promise<void> {
    const { datasetId, client, read, showToast } = this.parts;
    const entry = this.told.get(act.id);
    if (isOver) this.told.delete(act.id);
    if (act.kind === 'revert' || act.kind === 'class') {
      this.drop(this.done, entry);
      this.drop(this.undone, entry);
      return this.tellUnmade(act, refusal, outbox);
    }
    if (act.kind !== 'decide') {
      if (isOver) this.drop(act.kind === 'undo' ? this.undone : this.done, entry);
      return showToast({ says: refusal.message, tone: 'error' });
    }
    if (index === 0) {
      this.drop(this.done, entry);
      this.drop(this.undone, entry);
    }
    read().list?.forget(act.id);
    this.readAgain(true);
    const classes = client.getQueryData(classesQuery(datasetId).queryKey)?.classes ?? [];
    const unanswered = await outbox.readRequests({ ...act, doneCount: index });
    const rest = restOf({ refusal }, unanswered, classes);
    const says = refusal.changed.length > 0 ? sayRefused(refusal.changed) : refusal.message;
    if (rest === null) return showToast({ says, tone: 'error' });
    const goOn = () => {
      void outbox.discard(act);
      this.decide(rest, outbox);
    };
    showToast({ says, tone: 'error', action: { says: `Go on with ${rest.sampleIds.length}`, run: goOn } });
  }

  private drop(entries: ScreenEntry[], entry: ScreenEntry | undefined): void {
    const at = entry === undefined ? -1 : entries.indexOf(entry);
    if (at >= 0) entries.splice(at, 1);
  }

  /** A sample that is open shows its class at once. */
  private showSamples(act: SampleAct, isMultiLabel: boolean): void {
    if (isMultiLabel || act.kind === 'exclude') return;
    const labelClassId = act.kind === 'label' ? act.labelClass.id : null;
    const labelClassIds = labelClassId === null ? [] : [labelClassId];
    const labelSource = labelClassId === null ? null : ('person' as const);
    for (const sampleId of act.sampleIds)
      this.parts.client.setQueryData(
        sampleQuery(sampleId).queryKey,
        (old) => old && { ...old, labelClassId, labelClassIds, labelSource, label: null },
      );
  }

  /** What others show of the dataset is read again; lists of samples only where no list is on the screen. */
  private readAgain(withLists: boolean): void {
    const { datasetId, client } = this.parts;
    const lists = samplesKey(datasetId);
    const isList = (key: readonly unknown[]) => key[0] === lists[0] && key[2] === lists[2];
    void client.invalidateQueries({
      predicate: ({ queryKey }) =>
        queryKey[0] === 'sample' ||
        (queryKey[0] === datasetKey(datasetId)[0] && queryKey[1] === datasetId && (withLists || !isList(queryKey))),
    });
  }
}

/** Whether what is added now will have to wait. */
const isOutOfReach = (outbox: ScreenOutbox) => outbox.getState().problem !== null || !navigator.onLine;

function sayTurned({ operation, reverted, sampleIds, keptSampleIds }: UndoAnswer): string {
  const says =
    reverted.kind === 'revert'
      ? sayReverted(operation, operation.original?.sampleCount ?? sampleIds.length, 0)
      : `Undone: ${sayOperation(reverted)}`;
  return keptSampleIds.length === 0 ? says : `${says} · ${keptSampleIds.length} keep what was decided later`;
}
