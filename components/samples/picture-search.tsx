'use client';

import { ImageUp } from 'lucide-react';
import { useCallback, useEffect, useRef } from 'react';
import { DropCover } from '@/components/imports/drop-cover';
import { useWindowDrop } from '@/components/imports/drop-zone';
import { hashFile } from '@/components/imports/hash-file.browser';
import { ApiError, personHeaders, readError } from '@/components/shell/api';
import { Button } from '@/components/ui/button';
import { useToast } from '@/components/ui/toast';

/** Sends a picture to search by; answers the name by which it is asked for. Throws ApiError. */
async function sendPicture(datasetId: string, file: Blob): Promise<string> {
  const sha256 = await hashFile(file, new AbortController().signal);
  const headers = { ...personHeaders(), 'Content-Type': 'application/octet-stream', 'X-Content-SHA256': sha256 };
  const request = { method: 'POST', headers, body: file };
  const response = await fetch(`/api/datasets/${datasetId}/pictures`, request).catch(() => {
    throw new ApiError(
      'unreachable',
      0,
      'The server cannot be reached, so the picture could not be looked at. Try again.',
    );
  });
  if (!response.ok) throw await readError(response);
  const { picture } = (await response.json()) as { picture: string };
  return picture;
}

/** What the file dialog offers and the server reads. */
const KINDS = ['image/png', 'image/jpeg', 'image/webp', 'image/gif'];

/** Says of a file that its kind is no picture that can be read; null where it may be one. */
function refuseKind(file: Blob): string | null {
  // A system that does not know a kind leaves it empty: then the server looks at the bytes.
  if (file.type === '' || KINDS.includes(file.type)) return null;
  const name = file instanceof File && file.name !== '' ? `“${file.name}”` : 'This';
  return `${name} is no picture that can be searched by. Drop a JPEG, PNG, WebP or GIF.`;
}

/** A picture to search by: chosen, or pasted or dropped anywhere on the page. */
export function PictureSearch({ datasetId, onPicture }: { datasetId: string; onPicture: (picture: string) => void }) {
  const input = useRef<HTMLInputElement>(null);
  const showToast = useToast();
  const take = useCallback(
    async (file: Blob | undefined) => {
      if (file === undefined) return;
      const refusal = refuseKind(file);
      if (refusal !== null) {
        showToast({ says: refusal, tone: 'error' });
        return;
      }
      try {
        onPicture(await sendPicture(datasetId, file));
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        showToast({ says: error.message, tone: 'error' });
      }
    },
    [datasetId, onPicture, showToast],
  );
  const overCount = useWindowDrop((files) => void take(files[0]?.file));
  useEffect(() => {
    const paste = (event: ClipboardEvent) => void take(event.clipboardData?.files[0]);
    window.addEventListener('paste', paste);
    return () => window.removeEventListener('paste', paste);
  }, [take]);
  return (
    <>
      <input
        ref={input}
        type="file"
        accept={KINDS.join(',')}
        className="sr-only"
        tabIndex={-1}
        aria-label="Picture to search by"
        onChange={(event) => {
          void take(event.target.files?.[0]);
          event.target.value = '';
        }}
      />
      <Button
        icon={<ImageUp size={14} aria-hidden />}
        title="Choose a picture, paste one, or drop one anywhere"
        onClick={() => input.current?.click()}
      >
        Search by picture
      </Button>
      {overCount !== null && <DropCover>Drop to search by this picture</DropCover>}
    </>
  );
}
