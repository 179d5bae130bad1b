/** One effect that came after an act on a sample that the act touched, in order of seq. */
export type LaterEffect = { sampleId: string; operationId: string; revertsId: string | null };

/**
 * The samples that were decided after an act, by whomever, given all later effects on its samples in order of seq.
 * A decision that was itself taken back does not count: a revert brings back what stood before the operation that it
 * reverts. Comparing states would not do: two later decisions can lead back to the very state that the act left.
 */
export function findDecidedLater(effects: readonly LaterEffect[]): Set<string> {
  const standing = new Map<string, { by: string | null; before: Map<string, string | null> }>();
  for (const { sampleId, operationId, revertsId } of effects) {
    const sample = standing.get(sampleId) ?? { by: null, before: new Map<string, string | null>() };
    standing.set(sampleId, sample);
    sample.before.set(operationId, sample.by);
    const broughtBack = revertsId === null ? undefined : sample.before.get(revertsId);
    sample.by = broughtBack === undefined ? operationId : broughtBack;
  }
  return new Set([...standing].filter(([, { by }]) => by !== null).map(([sampleId]) => sampleId));
}
