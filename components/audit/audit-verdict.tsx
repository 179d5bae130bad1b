import type { ClassNames } from '@/components/review/wording';
import { formatCounted } from '@/components/ui/format';
import type { AuditView } from '@/lib/audits/audit';
import type { Modality } from '@/lib/datasets/dataset';

/** After the verdict: the mistakes, each with what the person said of it. */
export function AuditVerdict({
  audit,
  modality,
  classes,
  previews,
}: {
  audit: AuditView;
  modality: Modality;
  classes: ClassNames;
  previews: ReadonlyMap<string, string>;
}) {
  const mistakes = audit.mistakeIds ?? [];
  const says = (sampleId: string) => {
    const answer = audit.answers[audit.sampleIds.indexOf(sampleId)];
    if (answer === undefined || 'cannotTell' in answer) return 'you could not tell';
    if ('noneOfThese' in answer) return 'you said none of the classes';
    const names = answer.labelClassIds.map((id) => classes.get(id)?.name ?? 'another class');
    return names.length === 0 ? 'you gave no class' : `you said ${names.join(', ')}`;
  };
  return (
    <section aria-label="Mistakes" className="min-h-0 overflow-y-auto p-6">
      <h2>
        {mistakes.length === 0
          ? `No mistake in ${formatCounted(audit.sampleIds.length, 'sample')}`
          : `${formatCounted(mistakes.length, 'mistake')} in ${formatCounted(audit.sampleIds.length, 'sample')}`}
      </h2>
      {mistakes.length > 0 && (
        <ul
          className={
            modality === 'image'
              ? 'mt-4 grid grid-cols-[repeat(auto-fill,minmax(144px,1fr))] gap-4'
              : 'mt-4 divide-y divide-line'
          }
        >
          {mistakes.map((sampleId) => (
            <li key={sampleId} className={modality === 'image' ? 'min-w-0' : 'grid gap-1 py-3'}>
              {modality === 'image' ? (
                <img
                  alt={previews.get(sampleId) ?? ''}
                  src={`/api/samples/${sampleId}/thumb`}
                  className="aspect-square w-full rounded-control object-cover shadow-[0_0_0_1px_var(--img-line)]"
                />
              ) : (
                <p className="line-clamp-3 text-14 wrap-anywhere">{previews.get(sampleId) ?? ''}</p>
              )}
              <p className="mt-1 truncate text-12 text-ink-2" title={says(sampleId)}>
                {says(sampleId)}
              </p>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
