import { encodeId, idSizeBytes } from '@/lib/embeddings/id-bytes';

/** All samples that are in a group, 16 bytes an id, group after group; and of each, from 0, the group. */
export type GroupedSamples = { ids: Uint8Array; groupOf: Uint32Array };

export type CountedGroups = { groupCount: number; sampleCount: number; withOthersCount: number };

/**
 * Of groups of samples: how many hold one of the given samples, how many of those samples are in a group, and how many
 * are in one with samples that were not given.
 */
export function countGroupsOf(grouped: GroupedSamples, sampleIds: readonly string[]): CountedGroups {
  const given = new Set(sampleIds.map((id) => keyAt(encodeId(id), 0)));
  const newOf = new Map<number, number>();
  const sizeOf = new Map<number, number>();
  grouped.groupOf.forEach((group, place) => {
    sizeOf.set(group, (sizeOf.get(group) ?? 0) + 1);
    if (given.has(keyAt(grouped.ids, place))) newOf.set(group, (newOf.get(group) ?? 0) + 1);
  });
  const counts = { groupCount: newOf.size, sampleCount: 0, withOthersCount: 0 };
  for (const [group, count] of newOf) {
    counts.sampleCount += count;
    if (count < (sizeOf.get(group) ?? 0)) counts.withOthersCount += count;
  }
  return counts;
}

/** An id as a short string of one character for two bytes. */
function keyAt(ids: Uint8Array, place: number): string {
  const start = place * idSizeBytes;
  let key = '';
  for (let i = 0; i < idSizeBytes; i += 2) {
    key += String.fromCharCode(((ids[start + i] as number) << 8) | (ids[start + i + 1] as number));
  }
  return key;
}
