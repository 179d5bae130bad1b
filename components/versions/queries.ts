import { queryOptions } from '@tanstack/react-query';
import { api } from '@/components/shell/api';
import { datasetKey } from '@/components/shell/queries';
import type { ExportSummary } from '@/lib/exchange/export';
import type { VersionDiff, VersionSummary } from '@/lib/versions/version';

const POLL_MS = 700;

export type VersionsAnswer = { versions: VersionSummary[]; since: { labelCount: number } };

export const versionsKey = (datasetId: string) => [...datasetKey(datasetId), 'versions'] as const;
export const exportsKey = (datasetId: string) => [...datasetKey(datasetId), 'exports'] as const;

/** The versions, newest first; asked again while one of them is being frozen. */
export const versionsQuery = (datasetId: string) =>
  queryOptions({
    queryKey: versionsKey(datasetId),
    queryFn: ({ signal }) => api.get<VersionsAnswer>(`/api/datasets/${datasetId}/versions`, signal),
    refetchInterval: ({ state }) =>
      state.data?.versions.some(({ status }) => status === 'freezing') ? POLL_MS : false,
  });

export const isUnderWay = ({ status }: Pick<ExportSummary, 'status'>) => status === 'queued' || status === 'running';

/** The exports of all versions, newest first; asked again while one of them is under way. */
export const exportsQuery = (datasetId: string) =>
  queryOptions({
    queryKey: exportsKey(datasetId),
    queryFn: ({ signal }) => api.get<{ exports: ExportSummary[] }>(`/api/datasets/${datasetId}/exports`, signal),
    refetchInterval: ({ state }) => (state.data?.exports.some(isUnderWay) ? POLL_MS : false),
  });

/** What a version is compared with: the one before, now, or a version by its id. */
export type ComparedWith = 'previous' | 'now' | (string & {});

/** What changed. A comparison with now moves with every label; two versions never change. */
export const diffQuery = (datasetId: string, versionId: string, comparedWith: ComparedWith) =>
  queryOptions({
    queryKey: [...versionsKey(datasetId), 'diff', versionId, comparedWith],
    queryFn: ({ signal }) => api.get<VersionDiff>(`/api/versions/${versionId}/diff?with=${comparedWith}`, signal),
  });
