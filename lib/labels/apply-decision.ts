import type { Decision } from '@/lib/labels/decision';
import type { LabelSource, SampleState } from '@/lib/operations/operation';
import { type Effect, EMPTY_STATE, isSameState } from '@/lib/operations/sample-state';

/** Who decides, when, in which operation: what a label or an exclusion remembers of its making. */
export type Act = {
  operationId: string;
  personId: string;
  /** ISO 8601, UTC, milliseconds. */
  decidedAt: string;
  labelSource: LabelSource;
};

/** What a decision does to samples in given states. */
export type Plan = {
  /** Only samples whose state changes. */
  effects: Effect[];
  /** Members that carry another label and keep it. */
  conflicts: { sampleId: string; labelClassId: string }[];
  /** Samples that got the class (accept, label), the exclusion (exclude) or lost their labels (clear). */
  sampleCount: number;
  /** Samples that an accept newly remembers as "not this class". */
  excludedCount: number;
};

/** Gives a sample a class, in place of all others, or, where samples may carry several, beside them. A label of that class already there stays as it was made. */
export function giveClass(state: SampleState, labelClassId: string, act: Act, isMultiLabel = false): SampleState {
  const kept = state.labels.find((label) => label.labelClassId === labelClassId);
  return {
    labels: [
      ...(isMultiLabel ? state.labels.filter((label) => label.labelClassId !== labelClassId) : []),
      kept ?? { labelClassId, ...act },
    ],
    exclusions: state.exclusions.filter((exclusion) => exclusion.labelClassId !== labelClassId),
  };
}

/** Remembers "not this class", and takes the class away where the sample carries it. */
export function excludeClass(state: SampleState, labelClassId: string, act: Act): SampleState {
  const { operationId, personId, decidedAt } = act;
  const isExcluded = state.exclusions.some((exclusion) => exclusion.labelClassId === labelClassId);
  const exclusion = { labelClassId, operationId, personId, decidedAt };
  return {
    labels: state.labels.filter((label) => label.labelClassId !== labelClassId),
    exclusions: isExcluded ? state.exclusions : [...state.exclusions, exclusion],
  };
}

/** The class that a bulk act must not overwrite: one that the sample carries and that is not the one given. */
export function findOtherClass(state: SampleState, labelClassId: string): string | null {
  return state.labels.find((label) => label.labelClassId !== labelClassId)?.labelClassId ?? null;
}

/**
 * Works out what a decision changes, by the meaning of the four kinds in decision.ts. `states` holds the present
 * state of every sample that carries something; the others count as empty. Each sample id counts once. In a dataset where
 * samples may carry several classes, accept and label add one, and nothing is a conflict.
 */
export function planDecision(
  decision: Decision,
  states: ReadonlyMap<string, SampleState>,
  act: Act,
  isMultiLabel = false,
): Plan {
  const plan: Plan = { effects: [], conflicts: [], sampleCount: 0, excludedCount: 0 };
  // Most samples carry nothing: what they get is one state, made once.
  const fromNothing = changeState(EMPTY_STATE, decision, act, isMultiLabel);
  for (const sampleId of new Set(decision.sampleIds)) {
    const before = states.get(sampleId) ?? EMPTY_STATE;
    if (decision.kind === 'accept' && !isMultiLabel) {
      const other = findOtherClass(before, decision.labelClassId);
      if (other !== null) {
        plan.conflicts.push({ sampleId, labelClassId: other });
        continue;
      }
    }
    const after = before === EMPTY_STATE ? fromNothing : changeState(before, decision, act, isMultiLabel);
    if (addEffect(plan, { sampleId, before, after })) plan.sampleCount += 1;
  }
  if (decision.kind !== 'accept') return plan;
  for (const sampleId of new Set(decision.excludedSampleIds)) {
    const before = states.get(sampleId) ?? EMPTY_STATE;
    const after = excludeClass(before, decision.labelClassId, act);
    if (addEffect(plan, { sampleId, before, after })) plan.excludedCount += 1;
  }
  return plan;
}

function changeState(before: SampleState, decision: Decision, act: Act, isMultiLabel: boolean): SampleState {
  switch (decision.kind) {
    case 'accept':
    case 'label':
      return giveClass(before, decision.labelClassId, act, isMultiLabel);
    case 'exclude':
      return excludeClass(before, decision.labelClassId, act);
    case 'clear':
      return { labels: withoutClass(before.labels, decision.labelClassId), exclusions: before.exclusions };
  }
}

/** All labels taken away, or only that of one class. */
function withoutClass(labels: SampleState['labels'], labelClassId: string | undefined): SampleState['labels'] {
  return labelClassId === undefined ? [] : labels.filter((label) => label.labelClassId !== labelClassId);
}

function addEffect(plan: Plan, effect: Effect): boolean {
  if (isSameState(effect.before, effect.after)) return false;
  plan.effects.push(effect);
  return true;
}
