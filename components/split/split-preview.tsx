import { Eye } from 'lucide-react';
import { SecondPress } from '@/components/review/accept-preview';
import type { ClassNames } from '@/components/review/wording';
import { sayUnseenParts } from '@/components/split/split-words';
import type { Unseen } from '@/lib/review/seen';
import type { SplitPart } from '@/lib/review/split-parts';

type PreviewProps = { unseen: Unseen; parts: readonly SplitPart[]; classes: ClassNames; onLeave: () => void };

/** What accepting the parts would label on a guess, before the button, in place. */
export function SplitPreview({ unseen, parts, classes, onLeave }: PreviewProps) {
  return (
    <section
      aria-label="Before you accept"
      className="flex items-center gap-2.5 border-t border-line bg-sunken px-4 py-2 text-12 text-ink-2"
    >
      <Eye size={14} aria-hidden className="flex-none text-ink-3" />
      <p className="min-w-0 flex-1 font-[560] text-ink" role="alert">
        {sayUnseenParts(unseen, parts, classes)}
      </p>
      <SecondPress again="split.accept" leave="split.close" onLeave={onLeave} />
    </section>
  );
}
