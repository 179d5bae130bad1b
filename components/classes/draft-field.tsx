'use client';

import { type KeyboardEvent, type RefObject, useEffect, useId, useRef, useState } from 'react';
import { Button } from '@/components/ui/button';

const NAME_LIMIT = 200;
const TEXT_LIMIT = 4_000;
const BOX =
  'w-full rounded-control border border-control bg-surface px-2.5 text-ink focus-visible:border-transparent focus-visible:outline-2 focus-visible:-outline-offset-1 focus-visible:outline-accent';

/** What is typed is a draft until the field is left or Enter is pressed; Esc goes back to what was there. */
function useDraft(value: string, onSave: (next: string) => void, isHeld: (next: string) => boolean = () => false) {
  const [draft, setDraft] = useState(value);
  const given = useRef(false);
  useEffect(() => setDraft(value), [value]);
  const save = () => {
    const next = draft.trim();
    if (given.current || next === value) setDraft(value);
    else if (!isHeld(next)) onSave(next);
    given.current = false;
  };
  return { draft, setDraft, save, giveUp: () => (given.current = true) };
}

type DraftProps = { label: string; value: string; onSave: (next: string) => void };

const focusTree = () => document.querySelector<HTMLElement>('[role=tree]')?.focus();

type FieldProps = DraftProps & {
  field: RefObject<HTMLInputElement | null>;
  /** What speaks against a text, in a sentence; null where nothing does. Such a text is saved by a button of its own only. */
  caution: (next: string) => string | null;
};

/** One line that is saved when it is left. An empty one goes back to what was there. */
export function DraftField({ label, value, onSave, field, caution }: FieldProps) {
  const id = useId();
  const confirm = useRef<HTMLButtonElement>(null);
  const keep = (next: string) => (next === '' ? setDraft(value) : onSave(next));
  const cautionOf = (next: string) => (next === value ? null : caution(next));
  const { draft, setDraft, save, giveUp } = useDraft(value, keep, (next) => cautionOf(next) !== null);
  const said = cautionOf(draft.trim());
  const press = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.key !== 'Enter' && event.key !== 'Escape') return;
    event.preventDefault();
    if (event.key === 'Escape') giveUp();
    else if (said !== null) return confirm.current?.focus();
    if (document.querySelector('[role=tree]') === null) event.currentTarget.blur();
    else focusTree();
  };
  return (
    <div>
      <label htmlFor={id} className="mb-1.5 block text-12 text-ink-2">
        {label}
      </label>
      <input
        ref={field}
        id={id}
        value={draft}
        maxLength={NAME_LIMIT}
        autoComplete="off"
        aria-describedby={said === null ? undefined : `${id}-caution`}
        onChange={(event) => setDraft(event.target.value)}
        onBlur={save}
        onKeyDown={press}
        className={`h-8 ${BOX}`}
      />
      <p id={`${id}-caution`} role="status" className="text-12 wrap-anywhere text-ink-2 not-empty:mt-1.5">
        {said}
      </p>
      {said !== null && (
        <div className="mt-1.5 flex flex-wrap gap-2">
          <Button ref={confirm} size="s" onClick={() => onSave(draft.trim())} className="max-w-full">
            <span className="truncate">Call it {draft.trim()} all the same</span>
          </Button>
          <Button
            size="s"
            variant="ghost"
            className="max-w-full"
            onClick={() => {
              setDraft(value);
              focusTree();
            }}
          >
            <span className="truncate">Leave it {value}</span>
          </Button>
        </div>
      )}
    </div>
  );
}

/** Several lines that are saved when they are left. */
export function DraftText({ label, value, onSave, hint, rows = 5 }: DraftProps & { hint?: string; rows?: number }) {
  const id = useId();
  const { draft, setDraft, save, giveUp } = useDraft(value, onSave);
  const press = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if (event.key !== 'Escape') return;
    event.preventDefault();
    giveUp();
    event.currentTarget.blur();
  };
  return (
    <div>
      <label htmlFor={id} className="mb-1.5 block text-12 text-ink-2">
        {label}
      </label>
      <textarea
        id={id}
        value={draft}
        rows={rows}
        maxLength={TEXT_LIMIT}
        aria-describedby={hint === undefined ? undefined : `${id}-hint`}
        onChange={(event) => setDraft(event.target.value)}
        onBlur={save}
        onKeyDown={press}
        className={`block resize-y py-1.5 ${BOX}`}
      />
      {hint !== undefined && (
        <p id={`${id}-hint`} className="mt-1.5 text-12 text-ink-3">
          {hint}
        </p>
      )}
    </div>
  );
}
