'use client';

import { Upload } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { sayDrop, useWindowDrop } from '@/components/imports/drop-zone';
import { offerFiles } from '@/components/imports/offered-files.browser';

/** Lets the whole window of a screen take files, and leads to the import screen with them. `datasetId` is their target. */
export function WindowDrop({ datasetId }: { datasetId?: string }) {
  const router = useRouter();
  const overCount = useWindowDrop((files) => {
    offerFiles(files);
    router.push(datasetId === undefined ? '/import' : `/import?dataset=${datasetId}`);
  });
  if (overCount === null) return null;
  return (
    <div className="pointer-events-none fixed inset-3 z-30 grid place-items-center rounded-dialog border-2 border-accent bg-accent-weak">
      <p className="flex items-center gap-3 text-20 font-[600]">
        <Upload size={24} aria-hidden className="text-accent-text" />
        {sayDrop(overCount)}
      </p>
    </div>
  );
}
