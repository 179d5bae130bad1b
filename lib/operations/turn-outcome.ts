/**
 * What a revert does to a sample: it becomes unlabeled, gets another label (an earlier one back, or one again), changes in
 * what it is not, keeps what was decided later, or stays for another reason: what is brought back is what it has.
 */
export const TURN_OUTCOMES = ['unlabeled', 'relabeled', 'other', 'kept', 'same'] as const;
export type TurnOutcome = (typeof TURN_OUTCOMES)[number];
