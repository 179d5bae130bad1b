import { useMutation, useQueryClient } from '@tanstack/react-query';
import { importKey, importQuery } from '@/components/imports/import-queries';
import { api } from '@/components/shell/api';
import { DATASETS_KEY } from '@/components/shell/queries';
import type { ImportDetail, ImportSettings } from '@/lib/samples/import';

/** What to change, or how to work it out from the import as the server last answered it. */
type SettingsChange = ImportSettings | ((latest: ImportDetail) => ImportSettings);

/**
 * Changes how an import is read or where it goes; the server looks inside again and answers what would happen now. Changes
 * made in quick succession are sent one after another, each on top of the answer to the one before.
 */
export function useImportSettings(importId: string) {
  const client = useQueryClient();
  return useMutation({
    scope: { id: `import-${importId}` },
    mutationFn: async (change: SettingsChange) => {
      const latest = await client.ensureQueryData(importQuery(importId));
      const settings = typeof change === 'function' ? change(latest) : change;
      return api.patch<ImportDetail>(`/api/imports/${importId}`, settings);
    },
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
