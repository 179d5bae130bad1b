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

/** Wrong labels that audits let expect. */
export const expectedErrorsQuery = (datasetId: string) =>
  queryOptions({
    queryKey: [...datasetKey(datasetId), 'progress', 'expected-errors'],
    queryFn: ({ signal }) => api.get<ExpectedErrorsDetail>(`/api/datasets/${datasetId}/expected-errors`, signal),
  });
