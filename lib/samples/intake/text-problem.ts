import { personGivenName } from '@/lib/datasets/dataset';
import { PREVIEW_CODE_POINTS } from '@/lib/samples/sample';

/**
 * Why the database cannot keep a text as it stands, or null. Postgres takes no NUL, and would turn half of a character
 * into another one; neither is changed silently. `what` begins the sentence.
 */
export function unstorableReason(what: string, value: string): string | null {
  if (value.includes('\0')) return `${what} contains a NUL character, which cannot be kept.`;
  if (/\p{Surrogate}/u.test(value))
    return `${what} contains bytes or half a character that its encoding does not allow.`;
  return null;
}

/** Why a text cannot become a sample, or null. `sizeBytes` is its length in UTF-8. */
export function textProblem(text: string, sizeBytes: number, limitBytes: number): string | null {
  if (text.trim() === '') return 'The text is empty.';
  if (sizeBytes > limitBytes) return `The text has ${sizeBytes} bytes; the limit is ${limitBytes}.`;
  return unstorableReason('The text', text);
}

/** A label as a class name, or why it cannot be one. An empty cell is no label. */
export function readLabel(cell: string): { label: string | null; problem: string | null } {
  if (cell.trim() === '') return { label: null, problem: null };
  const unstorable = unstorableReason('The label', cell);
  if (unstorable !== null) return { label: null, problem: unstorable };
  const parsed = personGivenName.safeParse(cell);
  if (parsed.success) return { label: parsed.data, problem: null };
  return {
    label: null,
    problem: `The label “${cell.slice(0, 40)}…” cannot name a class: it must have 1 to 200 characters and no control characters.`,
  };
}

/** The beginning of a text, for lists. */
export function previewOf(text: string): string {
  // A code point has at most two units, so this much is enough to count from.
  const codePoints = [...text.slice(0, PREVIEW_CODE_POINTS * 2)];
  return codePoints.slice(0, PREVIEW_CODE_POINTS).join('');
}
