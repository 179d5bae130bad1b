import fc from 'fast-check';
import type { ClassVerb, Verb } from '@/tests/integration/labels/model';

export const SAMPLE_COUNT = 6;
/** Numbers that pick among what there is when a command runs. */
const pick = fc.nat(1_000_000);
const indexes = fc.uniqueArray(fc.nat(SAMPLE_COUNT - 1), { minLength: 1 });
const person = fc.constantFrom('ada' as const, 'ben' as const);
const one = <T extends string>(type: T) => fc.constant(type);

const command = fc.oneof(
  {
    weight: 10,
    arbitrary: fc.record({
      type: one('decide'),
      person,
      verb: fc.constantFrom<Verb>('accept', 'accept', 'label', 'exclude', 'clear'),
      pick,
      given: indexes,
      excluded: fc.uniqueArray(fc.nat(SAMPLE_COUNT - 1), { maxLength: 2 }),
    }),
  },
  { weight: 5, arbitrary: fc.record({ type: one('undo'), person }) },
  { weight: 3, arbitrary: fc.record({ type: one('redo'), person }) },
  { weight: 5, arbitrary: fc.record({ type: one('revert'), person, pick }) },
  {
    weight: 4,
    arbitrary: fc.record({
      type: one('class'),
      person,
      verb: fc.constantFrom<ClassVerb>('create', 'rename', 'merge', 'delete'),
      pick,
      into: pick,
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      type: one('regroup'),
      person,
      kind: fc.constantFrom('split' as const, 'merge' as const, 'park' as const),
      pick,
      other: pick,
    }),
  },
  { weight: 1, arbitrary: fc.record({ type: one('recluster') }) },
  { weight: 2, arbitrary: fc.record({ type: one('repeat') }) },
);
export type Command = typeof command extends fc.Arbitrary<infer C> ? C : never;

/** Sequences of commands on a dataset where samples carry one class, or several. */
export function sequences(length: { min: number; max: number }) {
  return fc.record({
    isMultiLabel: fc.boolean(),
    commands: fc.array(command, { minLength: length.min, maxLength: length.max, size: 'max' }),
  });
}
export type Sequence = ReturnType<typeof sequences> extends fc.Arbitrary<infer S> ? S : never;
