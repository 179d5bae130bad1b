import { hashFile } from '@/components/imports/hash-file.browser';
import { putFile } from '@/components/imports/put-file.browser';
import { api } from '@/components/shell/api';
import type { VectorDeliverySummary } from '@/lib/embeddings/own-vectors';

type Sending = {
  datasetId: string;
  files: readonly { path: string; file: File }[];
  signal: AbortSignal;
  onSent: (sentBytes: number) => void;
};

/**
 * Announces files of vectors, sends their bytes, and has the server read them. What was announced is cancelled when
 * sending fails, so that nothing waits for files that never come.
 */
export async function sendVectors({ datasetId, files, signal, onSent }: Sending): Promise<VectorDeliverySummary> {
  const announced = files.map(({ path, file }) => ({ name: path, sizeBytes: file.size }));
  const { id } = await api.post<VectorDeliverySummary>(`/api/datasets/${datasetId}/vectors`, { files: announced });
  try {
    let doneBytes = 0;
    for (const [position, { file }] of files.entries()) {
      const sha256 = await hashFile(file, signal);
      const path = `/api/vectors/${id}/files/${position}`;
      await putFile({ path, file, sha256, signal, onSent: (sentBytes) => onSent(doneBytes + sentBytes) });
      doneBytes += file.size;
    }
    return await api.post<VectorDeliverySummary>(`/api/vectors/${id}/inspect`);
  } catch (error) {
    await api.post(`/api/vectors/${id}/cancel`).catch(() => undefined);
    throw error;
  }
}
