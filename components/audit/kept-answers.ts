import { type AuditAnswer, auditAnswer } from '@/lib/audits/audit';

/*
 * Answers of an audit that the server has not got stay in this browser, past a reload or a closed tab, until the audit is
 * opened again: they are of use in their order only, and the audit itself is drawn by the server.
 */

const keyOf = (auditId: string) => `sheaf.audit.${auditId}`;

function parse(text: string | null): unknown {
  try {
    return JSON.parse(text ?? '{}');
  } catch {
    return {};
  }
}

/** The answers that were kept, by position, ascending; what is none is left out. */
export function readKeptAnswers(auditId: string): [position: number, answer: AuditAnswer][] {
  const kept = parse(localStorage.getItem(keyOf(auditId)));
  return Object.entries(kept ?? {})
    .flatMap(([position, given]): [number, AuditAnswer][] => {
      const answer = auditAnswer.safeParse(given);
      return answer.success ? [[Number(position), answer.data]] : [];
    })
    .sort(([a], [b]) => a - b);
}

/** Keeps these answers in the place of those before; none where all are in. A browser that keeps nothing more keeps none. */
export function keepAnswers(auditId: string, unsent: ReadonlyMap<number, AuditAnswer | null>): void {
  const given = [...unsent].filter(([, answer]) => answer !== null);
  try {
    if (given.length === 0) localStorage.removeItem(keyOf(auditId));
    else localStorage.setItem(keyOf(auditId), JSON.stringify(Object.fromEntries(given)));
  } catch {
    localStorage.removeItem(keyOf(auditId));
  }
}
