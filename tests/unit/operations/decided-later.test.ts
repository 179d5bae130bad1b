import { describe, expect, it } from 'vitest';
import { findDecidedLater, type LaterEffect } from '@/lib/operations/decided-later';

const act = (sampleId: string, operationId: string): LaterEffect => ({ sampleId, operationId, revertsId: null });
const revert = (sampleId: string, operationId: string, revertsId: string): LaterEffect => ({
  sampleId,
  operationId,
  revertsId,
});
const decided = (...effects: LaterEffect[]) => [...findDecidedLater(effects)];

describe('findDecidedLater', () => {
  it('names the samples with a later decision and no others', () => {
    expect(decided()).toEqual([]);
    expect(decided(act('a', '1'), act('b', '2'), act('b', '3'))).toEqual(['a', 'b']);
  });

  it('does not count a decision that was taken back, and counts it again once it is redone', () => {
    expect(decided(act('a', '1'), revert('a', '2', '1'))).toEqual([]);
    expect(decided(act('a', '1'), revert('a', '2', '1'), revert('a', '3', '2'))).toEqual(['a']);
    expect(decided(act('a', '1'), revert('a', '2', '1'), revert('a', '3', '2'), revert('a', '4', '3'))).toEqual([]);
  });

  it('takes several steps back one by one', () => {
    expect(decided(act('a', '1'), act('a', '2'), revert('a', '3', '2'))).toEqual(['a']);
    expect(decided(act('a', '1'), act('a', '2'), revert('a', '3', '2'), revert('a', '4', '1'))).toEqual([]);
  });

  it('counts a later pair of decisions that leads back to the same state', () => {
    expect(decided(act('a', 'label'), act('a', 'clear'))).toEqual(['a']);
  });
});
