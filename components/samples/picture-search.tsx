'use client';

import { ImageUp } from 'lucide-react';
import { useCallback, useEffect, useRef } from 'react';
import { hashFile } from '@/components/imports/hash-file.browser';
import { ApiError, personHeaders, readError } from '@/components/shell/api';
import { Button } from '@/components/ui/button';
import { useToast } from '@/components/ui/toast';

/** Sends a picture to search by; answers the name by which it is asked for. Throws ApiError. */
async function sendPicture(datasetId: string, file: Blob): Promise<string> {
  const sha256 = await hashFile(file, new AbortController().signal);
  const response = await fetch(`/api/datasets/${datasetId}/pictures`, {
    method: 'POST',
    headers: { ...personHeaders(), 'Content-Type': 'application/octet-stream', 'X-Content-SHA256': sha256 },
    body: file,
  });
  if (!response.ok) throw await readError(response);
  const { picture } = (await response.json()) as { picture: string };
  return picture;
}

/** A picture to search by: chosen, or pasted anywhere on the page. */
export function PictureSearch({ datasetId, onPicture }: { datasetId: string; onPicture: (picture: string) => void }) {
  const input = useRef<HTMLInputElement>(null);
  const showToast = useToast();
  const take = useCallback(
    async (file: Blob | undefined) => {
      if (file === undefined) return;
      try {
        onPicture(await sendPicture(datasetId, file));
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        showToast({ says: error.message, tone: 'error' });
      }
    },
    [datasetId, onPicture, showToast],
  );
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
        accept="image/png,image/jpeg,image/webp,image/gif"
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
        title="Choose a picture, or paste one"
        onClick={() => input.current?.click()}
        onDragOver={(event) => event.preventDefault()}
        onDrop={(event) => {
          event.preventDefault();
          event.stopPropagation();
          void take(event.dataTransfer.files[0]);
        }}
      >
        Search by picture
      </Button>
    </>
  );
}
