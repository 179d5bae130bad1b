import { ApiError, personHeaders, readError } from '@/components/shell/api';
import type { ImportFileItem } from '@/lib/samples/import';

type PutFile = { path: string; file: Blob; sha256: string; signal: AbortSignal; onSent: (sentBytes: number) => void };

/**
 * Sends the bytes of one file and tells how many have gone. `fetch` cannot tell, so this is the one use of XMLHttpRequest.
 * @throws ApiError with the server's sentence; DOMException "AbortError" when stopped
 */
export function putFile({ path, file, sha256, signal, onSent }: PutFile): Promise<ImportFileItem> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('PUT', path);
    request.setRequestHeader('Content-Type', 'application/octet-stream');
    request.setRequestHeader('X-Content-SHA256', sha256);
    for (const [name, value] of Object.entries(personHeaders())) request.setRequestHeader(name, value);
    request.upload.addEventListener('progress', (event) => onSent(event.loaded));
    request.addEventListener('load', () => {
      const response = new Response(request.responseText, { status: request.status });
      if (response.ok) resolve(response.json());
      else void readError(response).then(reject);
    });
    request.addEventListener('error', () =>
      reject(new ApiError('unreachable', 0, 'The server cannot be reached. The upload waits here.')),
    );
    request.addEventListener('abort', () => reject(new DOMException('The upload was stopped.', 'AbortError')));
    signal.addEventListener('abort', () => request.abort(), { once: true });
    request.send(file);
  });
}
