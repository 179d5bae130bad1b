import { ButtonLink } from '@/components/ui/button';
import { Card } from '@/components/ui/card';

/** Leads to the screen where a person brings embeddings of their own. */
export function VectorsCard({ datasetId }: { datasetId: string }) {
  return (
    <Card className="p-5">
      <div className="mb-1 flex items-center justify-between gap-2">
        <h2>Vectors of your own</h2>
        <ButtonLink size="s" href={`/datasets/${datasetId}/vectors`}>
          Bring vectors
        </ButtonLink>
      </div>
      <p className="text-ink-2">Embeddings that another program computed can take the place of the model’s.</p>
    </Card>
  );
}
