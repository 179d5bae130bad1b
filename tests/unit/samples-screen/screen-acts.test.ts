import { describe, expect, it } from 'vitest';
import { OwnTouches } from '@/components/outbox/outbox-own';
import { entryOf, requestAct, requestTurn, restOf } from '@/components/samples/screen-acts';
import { OPERATION_SAMPLE_LIMIT } from '@/lib/operations/operation';
import { changedBy, glass, label, makeKey, paper } from './made-acts';

const making = () => ({ datasetId: 'd', own: new OwnTouches(), makeKey });

describe('requests of an act', () => {
  it('are one for each 10,000 samples, with keys of their own, at the revision that was seen', () => {
    const ids = Array.from({ length: OPERATION_SAMPLE_LIMIT + 1 }, (_, at) => `s${at}`);
    const requests = requestAct(label(ids), making());
    expect(requests.map(({ body }) => (body.sampleIds as string[]).length)).toEqual([OPERATION_SAMPLE_LIMIT, 1]);
    expect(requests.map(({ body }) => [body.idempotencyKey, body.revision])).toEqual([
      ['key-1', 7],
      ['key-2', 7],
    ]);
  });

  it('name one’s own requests before them on the same samples, undo among them', () => {
    const parts = making();
    const first = requestAct(label(['a', 'b']), parts);
    const [second] = requestAct(label(['b', 'c'], paper), parts);
    expect(second?.body.after).toEqual(['key-1']);
    const [undo] = requestTurn('undo', entryOf('2 labeled glass', first), parts);
    expect(undo).toEqual({ path: '/api/datasets/d/undo', body: { idempotencyKey: 'key-3', of: 'key-1' } });
    expect(requestAct(label(['a']), parts)[0]?.body.after).toEqual(['key-3', 'key-1']);
  });

  it('clear names a class only where only that one goes', () => {
    const all = requestAct({ kind: 'clear', sampleIds: ['a'], revision: 7 }, making());
    expect(all[0]?.body).not.toHaveProperty('labelClassId');
    const one = requestAct({ kind: 'clear', labelClass: paper, sampleIds: ['a'], revision: 7 }, making());
    expect(one[0]?.body.labelClassId).toBe(paper.id);
  });

  it('are taken back newest first, and without an entry the server takes the newest', () => {
    const entry = { says: '', keys: ['x', 'y'], touched: [['a'], ['b']] };
    expect(requestTurn('undo', entry, making()).map(({ body }) => body.of)).toEqual(['y', 'x']);
    expect(requestTurn('redo', entry, making()).map(({ body }) => body.of)).toEqual(['x', 'y']);
    expect(requestTurn('undo', undefined, making())[0]?.body).not.toHaveProperty('of');
  });

  it('leave over what nobody changed, of the same class and revision', () => {
    const requests = requestAct(label(['a', 'b', 'c']), making());
    const refusal = { kind: 'conflict' as const, message: '', changed: [changedBy('b')] };
    expect(restOf({ refusal }, requests, [glass])).toEqual(label(['a', 'c']));
    expect(restOf({ refusal }, requests, [paper])).toBeNull();
    expect(restOf({ refusal: { ...refusal, changed: [] } }, requests, [glass])).toBeNull();
  });
});
