import type { AuditFigures, ExpectedErrors, ExpectedErrorsDetail } from '@/lib/audits/audit';

/** Labels of one class that stand since one audited accept. */
export type AuditedLabels = AuditFigures & {
  labelClassId: string;
  standingCount: number;
  /** Those among them that the audit did not show. */
  unseenCount: number;
};

/**
 * What audits say of the labels that stand: per class and in all. Of an accept the audit looked at `sampleCount` samples,
 * whose mistakes were put right; of the rest as large a share is expected to be wrong as of those seen. An interval is
 * that of the audit, less its mistakes; labels that were changed or taken back since may have been the wrong ones, so
 * they lower its lower end and never its upper end below the labels left. Ends of several audits are added up, which is
 * wider than one interval of all would be.
 */
export function sumExpectedErrors(
  targetError: number,
  classes: readonly { labelClassId: string; labelCount: number }[],
  audited: readonly AuditedLabels[],
): ExpectedErrorsDetail {
  const byClass = classes.map(({ labelClassId, labelCount }) => {
    const own = audited.filter((labels) => labels.labelClassId === labelClassId);
    return { labelClassId, ...sum(own.map(expect), labelCount) };
  });
  return {
    targetError,
    all: sum(
      byClass,
      byClass.reduce((total, one) => total + one.labelCount, 0),
    ),
    classes: byClass,
  };
}

function expect(labels: AuditedLabels): Omit<ExpectedErrors, 'labelCount'> {
  const { populationCount, sampleCount, mistakeCount, lowerCount, upperCount, standingCount, unseenCount } = labels;
  const goneCount = populationCount - sampleCount - unseenCount;
  return {
    auditedCount: standingCount,
    expectedCount: (mistakeCount / sampleCount) * unseenCount,
    lowerCount: Math.max(0, lowerCount - mistakeCount - goneCount),
    upperCount: Math.min(unseenCount, upperCount - mistakeCount),
  };
}

function sum(parts: readonly Omit<ExpectedErrors, 'labelCount'>[], labelCount: number): ExpectedErrors {
  const total = { labelCount, auditedCount: 0, expectedCount: 0, lowerCount: 0, upperCount: 0 };
  for (const part of parts) {
    total.auditedCount += part.auditedCount;
    total.expectedCount += part.expectedCount;
    total.lowerCount += part.lowerCount;
    total.upperCount += part.upperCount;
  }
  return total;
}
