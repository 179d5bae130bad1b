'use client';

import { useRouter } from 'next/navigation';
import { DropCover } from '@/components/imports/drop-cover';
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
  return <DropCover>{sayDrop(overCount)}</DropCover>;
}
