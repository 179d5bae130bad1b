'use client';

import { Search } from 'lucide-react';
import { type RefObject, useEffect, useRef, useState } from 'react';
import { useKeysOf } from '@/components/shell/commands';
import { takeSearchRequest } from '@/components/shell/search-request';
import { TextField } from '@/components/ui/field';

const PAUSE_MS = 250;
const LENGTH_LIMIT = 200;

type SearchFieldProps = {
  value: string;
  placeholder: string;
  fieldRef: RefObject<HTMLInputElement | null>;
  onSearch: (wanted: string) => void;
};

/**
 * What is typed, searched after a short pause, or at once. A search that comes from elsewhere (a link, Back, a filter
 * taken away) replaces what is typed and ends the pause; one's own, coming back late, does not overtake the typing.
 */
function useTypedSearch(value: string, onSearch: (wanted: string) => void) {
  const [typed, setTyped] = useState(value);
  const asked = useRef(value);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const search = useRef(onSearch);
  useEffect(() => {
    search.current = onSearch;
  }, [onSearch]);
  useEffect(() => {
    if (value === asked.current) return;
    clearTimeout(timer.current);
    asked.current = value;
    setTyped(value);
  }, [value]);
  useEffect(() => () => clearTimeout(timer.current), []);
  const ask = (wanted: string) => {
    clearTimeout(timer.current);
    if (wanted === asked.current) return;
    asked.current = wanted;
    search.current(wanted);
  };
  const type = (text: string) => {
    setTyped(text);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => ask(text.trim()), PAUSE_MS);
  };
  return { typed, type, askNow: () => ask(typed.trim()) };
}

/**
 * Searches as one types; Enter searches at once and leaves the field, Esc leaves it. Asked for from another screen, it
 * takes the focus with what was typed on the way.
 */
export function SearchField({ value, placeholder, fieldRef, onSearch }: SearchFieldProps) {
  const keys = useKeysOf('samples.find');
  const { typed, type, askNow } = useTypedSearch(value, onSearch);
  const take = useRef(type);
  useEffect(() => {
    const request = takeSearchRequest(performance.now());
    if (request === null) return;
    fieldRef.current?.focus();
    if (request !== '') take.current(request);
  }, [fieldRef]);
  return (
    <TextField
      ref={fieldRef}
      type="search"
      label="Search"
      hideLabel
      icon={<Search size={14} aria-hidden className="flex-none" />}
      keys={keys}
      placeholder={placeholder}
      maxLength={LENGTH_LIMIT}
      value={typed}
      onChange={(event) => type(event.target.value)}
      onKeyDown={(event) => {
        if (event.key === 'Enter') askNow();
        if (event.key === 'Escape' || event.key === 'Enter') event.currentTarget.blur();
      }}
      className="flex-1"
    />
  );
}
