import { hashFile } from '@/components/imports/hash-file.browser';
import { putFile } from '@/components/imports/put-file.browser';
import { api } from '@/components/shell/api';
import type { OwnModelSettings } from '@/lib/embeddings/own-model';
import type { JobSummary } from '@/lib/jobs/job';

type Sending = { title: string; settings: OwnModelSettings; files: readonly File[]; signal: AbortSignal };

/** Announces the files of a model, sends their bytes, and has the server check it; answers the job that does. */
export async function sendModel({ title, settings, files, signal }: Sending): Promise<JobSummary> {
  const announced = files.map(({ name, size }) => ({ name, sizeBytes: size }));
  const body = { title, modality: 'image', settings, files: announced };
  const { uploadId } = await api.post<{ uploadId: string }>('/api/models/uploads', body);
  for (const [position, file] of files.entries()) {
    const sha256 = await hashFile(file, signal);
    const path = `/api/models/uploads/${uploadId}/files/${position}`;
    await putFile({ path, file, sha256, signal, onSent: () => undefined });
  }
  return api.post<JobSummary>(`/api/models/uploads/${uploadId}/check`);
}
