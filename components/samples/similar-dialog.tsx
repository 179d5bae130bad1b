'use client';

import { ListChecks } from 'lucide-react';
import { useOpenAsGroup } from '@/components/review/open-as-group';
import type { ClassesById } from '@/components/samples/sample-words';
import { SimilarSamples } from '@/components/samples/similar-samples';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { ScrollArea } from '@/components/ui/scroll-area';

const SHOWN_COUNT = 20;
/** Samples of a group of similar ones, that one included. */
const GROUP_SIZE = 100;

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

/** Opens the sample and the hundred nearest to it on the review desk. */
function ReviewSimilar({
  datasetId,
  sampleId,
  onOpened,
}: {
  datasetId: string;
  sampleId: string;
  onOpened: () => void;
}) {
  const openAsGroup = useOpenAsGroup(datasetId);
  return (
    <Button
      size="s"
      className="mb-3"
      icon={<ListChecks size={14} aria-hidden />}
      onClick={() => void openAsGroup({ source: 'similar', sampleId, limit: GROUP_SIZE }).then(onOpened)}
    >
      Review the {GROUP_SIZE} nearest as a group
    </Button>
  );
}

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
          <ReviewSimilar datasetId={datasetId} sampleId={sample.id} onOpened={onClose} />
          <SimilarSamples
            sampleId={sample.id}
            filter={{}}
            count={SHOWN_COUNT}
            {...{ datasetId, isText, classes }}
            onLeave={onClose}
          />
        </ScrollArea>
      )}
    </Dialog>
  );
}
