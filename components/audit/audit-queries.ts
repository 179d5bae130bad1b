import { queryOptions } from '@tanstack/react-query';
import { api } from '@/components/shell/api';
import { datasetKey } from '@/components/shell/queries';
import type { AuditView, ExpectedErrorsDetail } from '@/lib/audits/audit';

/** The audits of a group that count now: the newest for each class. */
export const groupAuditsQuery = (datasetId: string, groupId: string) =>
  queryOptions({
    queryKey: [...datasetKey(datasetId), 'audits', groupId],
    queryFn: ({ signal }) =>
      api.get<{ audits: AuditView[] }>(`/api/datasets/${datasetId}/audits?groupId=${groupId}`, signal),
  });

/** Wrong labels that audits let expect among those that a version froze; never changes. */
export const versionErrorsQuery = (datasetId: string, versionId: string) =>
  queryOptions({
    queryKey: [...datasetKey(datasetId), 'versions', 'expected-errors', versionId],
    queryFn: ({ signal }) => api.get<ExpectedErrorsDetail>(`/api/versions/${versionId}/expected-errors`, signal),
    staleTime: Number.POSITIVE_INFINITY,
  });

/** Wrong labels that audits let expect. */
export const expectedErrorsQuery = (datasetId: string) =>
  queryOptions({
    queryKey: [...datasetKey(datasetId), 'progress', 'expected-errors'],
    queryFn: ({ signal }) => api.get<ExpectedErrorsDetail>(`/api/datasets/${datasetId}/expected-errors`, signal),
  });
