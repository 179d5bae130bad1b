'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api } from '@/components/shell/api';
import { useToast } from '@/components/ui/toast';
import { exportsKey, versionsKey } from '@/components/versions/queries';
import type { ExportFormat, ExportSummary } from '@/lib/exchange/export';
import type { VersionSummary } from '@/lib/versions/version';

/** Freezes the labels as they are now into the next version. */
export function useFreeze(datasetId: string, onStarted: (version: VersionSummary) => void) {
  const client = useQueryClient();
  const showToast = useToast();
  return useMutation({
    mutationFn: () => api.post<VersionSummary>(`/api/datasets/${datasetId}/versions`, {}),
    onSuccess: async (version) => {
      await client.invalidateQueries({ queryKey: versionsKey(datasetId) });
      onStarted(version);
    },
    onError: (error) => showToast({ says: error.message, tone: 'error' }),
  });
}

/** Starts an export of a version, and stops one that runs. */
export function useExporting(datasetId: string, versionId: string) {
  const client = useQueryClient();
  const showToast = useToast();
  const readAgain = () => client.invalidateQueries({ queryKey: exportsKey(datasetId) });
  const onError = (error: Error) => showToast({ says: error.message, tone: 'error' });
  const start = useMutation({
    mutationFn: (request: { format: ExportFormat; raw?: boolean }) =>
      api.post<ExportSummary>(`/api/versions/${versionId}/exports`, request),
    onSuccess: (summary) => {
      // The server keeps one file of each kind: writing it again would give the same bytes.
      if (summary.status === 'ready') showToast({ says: `${summary.fileName} is already there, with the same bytes` });
      return readAgain();
    },
    onError,
  });
  const cancel = useMutation({
    mutationFn: (jobId: string) => api.post(`/api/jobs/${jobId}/cancel`),
    onSuccess: readAgain,
    onError,
  });
  return { start, cancel };
}
