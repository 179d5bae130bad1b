import { useQuery } from '@tanstack/react-query';
import { duplicatesQuery } from '@/components/samples/queries';
import type { SampleItem } from '@/lib/samples/sample';

/** The samples that the view of near-duplicates shows, group after group; null where it is not open, undefined until they are there. */
export function useShownDuplicates(
  datasetId: string,
  threshold: number | null,
): readonly SampleItem[] | null | undefined {
  const { data } = useQuery({ ...duplicatesQuery(datasetId, threshold ?? 1), enabled: threshold !== null });
  if (threshold === null) return null;
  return data?.state === 'found' ? data.groups.flatMap(({ members }) => members) : undefined;
}
