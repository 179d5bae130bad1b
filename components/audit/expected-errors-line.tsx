'use client';

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { expectedErrorsQuery } from '@/components/audit/audit-queries';
import { formatShare, sayExpectedErrors } from '@/components/audit/audit-words';
import { callApi } from '@/components/shell/api';
import { Select } from '@/components/ui/select';
import type { ExpectedErrorsDetail } from '@/lib/audits/audit';

const TARGETS = [0.01, 0.02, 0.05, 0.1, 0.15, 0.2, 0.3];

/** Wrong labels that audits let expect among all, and the target that an audited accept must keep. */
export function ExpectedErrorsLine({ datasetId }: { datasetId: string }) {
  const client = useQueryClient();
  const query = expectedErrorsQuery(datasetId);
  const { data } = useQuery(query);
  const change = useMutation({
    mutationFn: (targetError: number) =>
      callApi<ExpectedErrorsDetail>('PUT', `/api/datasets/${datasetId}/target-error`, { body: { targetError } }),
    onSuccess: (answer) => client.setQueryData(query.queryKey, answer),
  });
  if (data === undefined) return null;
  const says = sayExpectedErrors(data.all);
  const shown = change.variables !== undefined && change.isPending ? change.variables : data.targetError;
  const targets = TARGETS.includes(shown) ? TARGETS : [...TARGETS, shown].sort((a, b) => a - b);
  return (
    <div className="mb-3 flex flex-wrap items-center gap-x-3 gap-y-1 text-12 text-ink-2">
      <p className="figures min-w-0 flex-1">
        Expected errors: {says === '' ? 'nothing labeled yet' : says}
        {data.all.auditedCount > 0 && ', 95 % interval'}
      </p>
      <Select
        label="Target of audits"
        hideLabel
        value={String(shown)}
        options={targets.map((target) => ({
          value: String(target),
          says: `Audits: at most ${formatShare(target)} wrong`,
        }))}
        onPick={(value) => change.mutate(Number(value))}
        className="w-56"
      />
      {change.error !== null && <p role="alert">{change.error.message}</p>}
    </div>
  );
}
