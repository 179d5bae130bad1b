import type { OutboxAct, OutboxRefusal, OutboxRequest } from '@/components/outbox/outbox-acts';
import type { OwnTouches } from '@/components/outbox/outbox-own';
import type { LabelClass } from '@/lib/datasets/label-class';
import type { Decision } from '@/lib/labels/decision';
import { OPERATION_SAMPLE_LIMIT } from '@/lib/operations/operation';

type NamedClass = Pick<LabelClass, 'id' | 'name'>;

/** An act on chosen samples. `revision` is the dataset revision at which the person saw them. */
export type SampleAct = { sampleIds: readonly string[]; revision: number } & (
  | { kind: 'label' | 'exclude'; labelClass: NamedClass }
  /** All labels, or only that of one class. */
  | { kind: 'clear'; labelClass?: NamedClass }
);

/** An act of this screen, so that undo takes exactly it back. */
export type ScreenEntry = {
  says: string;
  /** Idempotency keys of its operations, in order, and the samples that each touched. */
  keys: readonly string[];
  touched: readonly (readonly string[])[];
};

type Making = { datasetId: string; own: OwnTouches; makeKey: () => string };

/**
 * What goes to the server of an act: one request for each 10,000 samples, each with a key of its own and the names of
 * one's own requests before it that touched its samples, which the revision does not hold yet.
 */
export function requestAct(act: SampleAct, { datasetId, own, makeKey }: Making): OutboxRequest[] {
  const requests: OutboxRequest[] = [];
  for (let start = 0; start < act.sampleIds.length; start += OPERATION_SAMPLE_LIMIT) {
    const sampleIds = act.sampleIds.slice(start, start + OPERATION_SAMPLE_LIMIT);
    const idempotencyKey = makeKey();
    const after = own.listFor(sampleIds);
    own.note(idempotencyKey, sampleIds);
    const body = {
      idempotencyKey,
      revision: act.revision,
      sampleIds,
      group: { source: 'filter' },
      kind: act.kind,
      ...(act.labelClass === undefined ? {} : { labelClassId: act.labelClass.id }),
      ...(after.length === 0 ? {} : { after }),
    };
    requests.push({ path: `/api/datasets/${datasetId}/operations`, body });
  }
  return requests;
}

/** What undo needs of requests that `requestAct` made. */
export function entryOf(says: string, requests: readonly OutboxRequest[]): ScreenEntry {
  return {
    says,
    keys: requests.map(({ body }) => body.idempotencyKey),
    touched: requests.map(({ body }) => (body as unknown as Decision).sampleIds),
  };
}

/**
 * What takes an act back, newest request first, or does it again. An act of before this screen was opened has no entry:
 * then the server takes the newest.
 */
export function requestTurn(
  way: 'undo' | 'redo',
  entry: ScreenEntry | undefined,
  { datasetId, own, makeKey }: Making,
): OutboxRequest[] {
  const path = `/api/datasets/${datasetId}/${way}`;
  if (entry === undefined || entry.keys.length === 0) return [{ path, body: { idempotencyKey: makeKey() } }];
  const order = [...entry.keys.keys()];
  if (way === 'undo') order.reverse();
  return order.map((index) => {
    const idempotencyKey = makeKey();
    own.note(idempotencyKey, entry.touched[index] ?? []);
    return { path, body: { idempotencyKey, of: entry.keys[index] ?? '' } };
  });
}

/**
 * What is left of a refused act: the samples of its unanswered requests that nobody changed, as an act at the revision
 * that the person saw, which still holds of them. Null where none is left, or the class is gone.
 */
export function restOf(
  { refusal }: Pick<OutboxAct, 'refusal'> & { refusal: OutboxRefusal },
  unanswered: readonly OutboxRequest[],
  classes: readonly NamedClass[],
): SampleAct | null {
  const decisions = unanswered.map(({ body }) => body as unknown as Decision);
  const [first] = decisions;
  if (first === undefined || first.kind === 'accept' || refusal.changed.length === 0) return null;
  const changed = new Set(refusal.changed.map(({ sampleId }) => sampleId));
  const sampleIds = decisions.flatMap((decision) => decision.sampleIds).filter((id) => !changed.has(id));
  const common = { sampleIds, revision: first.revision };
  const labelClass = classes.find(({ id }) => id === first.labelClassId);
  if (sampleIds.length === 0 || (first.labelClassId !== undefined && labelClass === undefined)) return null;
  if (first.kind === 'clear') return { ...common, kind: 'clear', ...(labelClass === undefined ? {} : { labelClass }) };
  return labelClass === undefined ? null : { ...common, kind: first.kind, labelClass };
}
