import type { ClassNames } from '@/components/review/wording';
import { formatCount, formatCounted } from '@/components/ui/format';
import { isGuess, type Unseen } from '@/lib/review/seen';
import { type SettledPart, type SplitPart, settledParts } from '@/lib/review/split-parts';

/** "245 as glass, 1 excluded": what accepting the parts does, class by class. */
function sayClasses(settled: readonly SettledPart[], classes: ClassNames): string {
  const counts = new Map<string, number>();
  let excludedCount = 0;
  for (const { plan } of settled) {
    counts.set(plan.labelClassId, (counts.get(plan.labelClassId) ?? 0) + plan.accepted.length);
    excludedCount += plan.byHand.length;
  }
  const parts = [...counts].map(
    ([id, count]) => `${formatCount(count)} as ${classes.get(id)?.name ?? 'another class'}`,
  );
  if (excludedCount > 0) parts.push(`${formatCount(excludedCount)} excluded`);
  return parts.join(', ');
}

/** The main button of a split: parts, counts, classes, exceptions. */
export function saySplitAccept(parts: readonly SplitPart[], classes: ClassNames) {
  const settled = settledParts(parts);
  if (settled.length === 0) return { says: 'Choose a class for a part', detail: '', isHeld: true };
  return {
    says: `Accept ${formatCounted(settled.length, 'part')}`,
    detail: `· ${sayClasses(settled, classes)}`,
    isHeld: false,
  };
}

/** What happens to the parts that no class was chosen for. */
export function sayRest(parts: readonly SplitPart[]): string {
  if (parts.length === 0) return 'The group is being cut into parts';
  const settled = new Set(settledParts(parts).map(({ part }) => part.letter));
  const rest = parts.filter(({ letter }) => !settled.has(letter)).map(({ letter }) => letter);
  if (rest.length === 0) return 'Every part has a class';
  if (rest.length === 1) return `Part ${rest[0]} has no class yet: it stays in the queue as its own group`;
  return `Parts ${joinLetters(rest)} have no class yet: they stay in the queue as groups of their own`;
}

/**
 * What an accept of parts would label on a guess: "A suggestion chose ham for part A, not you. Accepting labels its 812
 * samples; 60 of them were on the screen."
 */
export function sayUnseenParts(
  { acceptedCount, seenCount }: Unseen,
  parts: readonly SplitPart[],
  classes: ClassNames,
): string {
  const guessed = settledParts(parts).filter(({ part }) => isGuess(part));
  const [first] = guessed;
  const letters = guessed.map(({ part }) => part.letter);
  const seen = `${formatCount(seenCount)} of them ${seenCount === 1 ? 'was' : 'were'} on the screen`;
  const name = classes.get(first?.plan.labelClassId ?? '')?.name ?? 'its class';
  return guessed.length === 1
    ? `A suggestion chose ${name} for part ${letters[0]}, not you. Accepting labels its ${formatCounted(acceptedCount, 'sample')}; ${seen}.`
    : `Suggestions chose the classes of parts ${joinLetters(letters)}, not you. Accepting labels their ${formatCounted(acceptedCount, 'sample')}; ${seen}.`;
}

const joinLetters = (letters: readonly string[]) => `${letters.slice(0, -1).join(', ')} and ${letters.at(-1)}`;

/** "cohesion 0.84, was 0.61". */
export function sayCohesion(now: number | null, before: number | null): string {
  if (now === null) return '';
  return before === null ? `cohesion ${now.toFixed(2)}` : `cohesion ${now.toFixed(2)}, was ${before.toFixed(2)}`;
}
