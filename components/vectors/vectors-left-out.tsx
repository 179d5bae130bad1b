'use client';

import { useQuery } from '@tanstack/react-query';
import { Download } from 'lucide-react';
import { Card } from '@/components/ui/card';
import { formatCount } from '@/components/ui/format';
import { Cell, HeadCell, Table } from '@/components/ui/table';
import { leftOutQuery } from '@/components/vectors/vector-queries';
import type { VectorDeliverySummary, VectorInspection } from '@/lib/embeddings/own-vectors';

/** The rows that give no sample its vector, with the reason of each; all of them are in the list to download. */
export function VectorsLeftOut({
  delivery,
  inspection,
}: {
  delivery: VectorDeliverySummary;
  inspection: VectorInspection;
}) {
  const count = inspection.rowCount - inspection.outcomes.matched;
  const at = `${delivery.jobId} ${delivery.status}`;
  const { data } = useQuery({ ...leftOutQuery(delivery.id, at), enabled: count > 0 });
  if (count === 0 || data === undefined || data.rows.length === 0) return null;
  const hiddenCount = count - data.rows.length;
  return (
    <section>
      <div className="mb-2 flex items-center justify-between gap-3">
        <h2>Left out</h2>
        <a
          href={`/api/vectors/${delivery.id}/left-out.csv`}
          download
          className="inline-flex h-6.5 items-center gap-1.5 rounded-control border border-line-2 bg-surface px-2 text-12 font-[510] hover:bg-sunken"
        >
          <Download size={14} aria-hidden />
          Download list
        </a>
      </div>
      <Card className="overflow-x-auto">
        <Table name="Rows that were left out">
          <thead>
            <tr>
              <HeadCell align="right">Row</HeadCell>
              <HeadCell>Id</HeadCell>
              <HeadCell>Reason</HeadCell>
            </tr>
          </thead>
          <tbody>
            {data.rows.map(({ position, id, reason }) => (
              <tr key={position} className="last:[&>td]:border-b-0">
                <Cell align="right" className="text-ink-3">
                  {formatCount(position)}
                </Cell>
                <Cell className="code max-w-60 truncate" title={id}>
                  <bdi>{id}</bdi>
                </Cell>
                <Cell className="py-1.5">{reason}</Cell>
              </tr>
            ))}
          </tbody>
        </Table>
        {hiddenCount > 0 && (
          <p className="border-t border-line px-3 py-2.5 text-12 text-ink-3">
            and {formatCount(hiddenCount)} more, in the list to download
          </p>
        )}
      </Card>
    </section>
  );
}
