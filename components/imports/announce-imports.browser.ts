import type { PlannedImport } from '@/components/imports/upload-plan';
import { startUpload } from '@/components/imports/uploads.browser';
import { api } from '@/components/shell/api';
import type { ImportDetail } from '@/lib/samples/import';

function announce(plan: PlannedImport<File>, datasetId: string | null): Promise<ImportDetail> {
  const files = plan.files.map((file) => ({ name: file.path, sizeBytes: file.sizeBytes }));
  return api.post<ImportDetail>(
    '/api/imports',
    datasetId === null ? { datasetName: plan.name, files } : { datasetId, files },
  );
}

/**
 * Announces each planned import to the server and begins to send the files, one import after the other.
 * @param datasetId where the samples go, or null for a new dataset each, named after its files
 * @returns the imports, in the order of the plans
 */
export async function announceImports(
  plans: readonly PlannedImport<File>[],
  datasetId: string | null,
): Promise<ImportDetail[]> {
  const announced: { detail: ImportDetail; plan: PlannedImport<File> }[] = [];
  try {
    for (const plan of plans) announced.push({ detail: await announce(plan, datasetId), plan });
  } catch (error) {
    await Promise.allSettled(announced.map(({ detail }) => api.post(`/api/imports/${detail.id}/cancel`)));
    throw error;
  }
  let before = Promise.resolve();
  for (const { detail, plan } of announced) {
    const sources = plan.files.map((file) => ({ path: file.path, file: file.source }));
    before = startUpload(detail.id, sources, before);
  }
  return announced.map(({ detail }) => detail);
}
