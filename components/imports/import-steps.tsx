import clsx from 'clsx';
import { Check } from 'lucide-react';

/** The three steps of an import and the present one. Images have nothing to say about columns: their second step is a check. */
export function ImportSteps({ current, kind = 'table' }: { current: 1 | 2 | 3; kind?: 'images' | 'table' }) {
  const names = ['Files', kind === 'table' ? 'Columns' : 'Check', 'Import'];
  return (
    <ol className="flex items-center gap-1.5 text-12">
      {names.map((name, position) => {
        const number = position + 1;
        const isNow = number === current;
        return (
          <li
            key={name}
            aria-current={isNow ? 'step' : undefined}
            className={clsx('flex items-center gap-1.5', isNow ? 'font-[560]' : 'text-ink-3')}
          >
            {position > 0 && <span aria-hidden="true" className="mx-0.5 w-6 border-t border-line-2" />}
            <span
              className={clsx(
                'figures grid size-4.5 place-items-center rounded-full text-11',
                isNow ? 'bg-ink text-surface' : 'shadow-[inset_0_0_0_1px_var(--control)]',
                number < current && 'text-ok',
              )}
            >
              {number < current ? <Check size={12} aria-label="done" /> : number}
            </span>
            {name}
          </li>
        );
      })}
    </ol>
  );
}
