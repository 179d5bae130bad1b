import { useMutation, useQueryClient } from '@tanstack/react-query';
import { importKey } from '@/components/imports/import-queries';
import { api } from '@/components/shell/api';
import { DATASETS_KEY } from '@/components/shell/queries';
import type { ImportDetail, ImportSettings } from '@/lib/samples/import';

/** Changes how an import is read or where it goes; the server looks inside again and answers what would happen now. */
export function useImportSettings(importId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (settings: ImportSettings) => api.patch<ImportDetail>(`/api/imports/${importId}`, settings),
    onSuccess: (detail) => client.setQueryData(importKey(importId), detail),
  });
}

/** Starts the import as a job. */
export function useStartImport(importId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => api.post<ImportDetail>(`/api/imports/${importId}/start`),
    onSuccess: async (detail) => {
      client.setQueryData(importKey(importId), detail);
      await client.invalidateQueries({ queryKey: DATASETS_KEY });
    },
  });
}
