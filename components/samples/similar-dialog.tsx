'use client';

import type { ClassesById } from '@/components/samples/sample-words';
import { SimilarSamples } from '@/components/samples/similar-samples';
import { Dialog } from '@/components/ui/dialog';
import { ScrollArea } from '@/components/ui/scroll-area';

const SHOWN_COUNT = 20;

/** What a person asked about: a sample of the list or of the open cluster. */
export type SimilarTo = { id: string; preview: string };

type SimilarDialogProps = {
  datasetId: string;
  /** Null closes the dialog. */
  sample: SimilarTo | null;
  isText: boolean;
  classes: ClassesById;
  onClose: () => void;
};

/** Over the page: one sample, and those of the whole dataset that are most like it. */
export function SimilarDialog({ datasetId, sample, isText, classes, onClose }: SimilarDialogProps) {
  return (
    <Dialog
      open={sample !== null}
      onClose={onClose}
      title={<span className="block truncate">Similar to {sample?.preview}</span>}
      className="w-[min(880px,92vw)]"
    >
      {sample !== null && (
        <ScrollArea name="Samples like this one" className="max-h-[70dvh] p-5">
          {!isText && (
            <img
              src={`/api/samples/${sample.id}/view`}
              alt={sample.preview}
              className="mb-4 h-40 rounded-control bg-sunken object-contain"
            />
          )}
          <SimilarSamples sampleId={sample.id} filter={{}} count={SHOWN_COUNT} {...{ datasetId, isText, classes }} />
        </ScrollArea>
      )}
    </Dialog>
  );
}
