'use client';

import { Search } from 'lucide-react';
import { type Ref, useEffect, useState } from 'react';
import { useKeysOf } from '@/components/shell/commands';
import { TextField } from '@/components/ui/field';

const PAUSE_MS = 250;
const LENGTH_LIMIT = 200;

type SearchFieldProps = {
  value: string;
  placeholder: string;
  fieldRef: Ref<HTMLInputElement>;
  onSearch: (wanted: string) => void;
};

/** Searches as one types, after a short pause; Enter at once. Esc leaves the field. */
export function SearchField({ value, placeholder, fieldRef, onSearch }: SearchFieldProps) {
  const keys = useKeysOf('samples.find');
  const [typed, setTyped] = useState(value);
  useEffect(() => setTyped(value), [value]);
  useEffect(() => {
    if (typed.trim() === value) return;
    const timer = setTimeout(() => onSearch(typed.trim()), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [typed, value, onSearch]);
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
      onChange={(event) => setTyped(event.target.value)}
      onKeyDown={(event) => {
        if (event.key === 'Enter') onSearch(typed.trim());
        if (event.key === 'Escape' || event.key === 'Enter') event.currentTarget.blur();
      }}
      className="flex-1"
    />
  );
}
