'use client';

import { useQuery } from '@tanstack/react-query';
import { Search, X } from 'lucide-react';
import { type RefObject, useEffect, useRef } from 'react';
import { isFiltered, type LogSearch } from '@/components/operations/log-search';
import { KIND_WORDS, SOURCE_WORDS } from '@/components/operations/log-words';
import { useKeysOf } from '@/components/shell/commands';
import { classesQuery } from '@/components/shell/queries';
import { Button } from '@/components/ui/button';
import { TextField } from '@/components/ui/field';
import { Select } from '@/components/ui/select';
import { OPERATION_KINDS } from '@/lib/operations/operation';
import { LOG_SOURCES, type LogCounts } from '@/lib/operations/operation-log';

const PAUSE_MS = 250;
const ANY = '';

type FiltersProps = {
  datasetId: string;
  search: LogSearch;
  known: Pick<LogCounts, 'people' | 'goneClasses'>;
  wordsRef: RefObject<HTMLInputElement | null>;
  onChange: (part: Partial<LogSearch>, quiet?: boolean) => void;
};

/** What the log is filtered by: class, source, person, kind, days, and words of a note or title. All of it stands in the URL. */
export function LogFilters({ datasetId, search, known, wordsRef, onChange }: FiltersProps) {
  const { people, goneClasses } = known;
  const classes = useQuery(classesQuery(datasetId)).data?.classes ?? [];
  const pick =
    <Name extends keyof LogSearch>(name: Name) =>
    (value: string) =>
      onChange({ [name]: value === ANY ? undefined : value });
  const choose = (name: 'class' | 'source' | 'person' | 'kind', options: { value: string; says: string }[]) => (
    <Select
      label={NAMES[name]}
      hideLabel
      value={search[name] ?? ANY}
      options={[{ value: ANY, says: `Any ${NAMES[name].toLowerCase()}` }, ...options]}
      onPick={pick(name)}
      className="w-29"
    />
  );
  return (
    <search className="flex flex-wrap items-center gap-2" aria-label="Filters of the log">
      <WordsField value={search.q ?? ''} {...{ wordsRef, onChange }} />
      {choose('class', [
        ...classes.map(({ id, name }) => ({ value: id, says: name })),
        ...goneClasses.map(({ id, name }) => ({ value: id, says: `${name} (gone)` })),
      ])}
      {choose(
        'source',
        LOG_SOURCES.map((source) => ({ value: source, says: SOURCE_WORDS[source] })),
      )}
      {choose(
        'person',
        people.map(({ id, name }) => ({ value: id, says: name })),
      )}
      {choose(
        'kind',
        OPERATION_KINDS.map((kind) => ({ value: kind, says: KIND_WORDS[kind] })),
      )}
      <span className="flex gap-2">
        <DayField name="from" search={search} onChange={onChange} />
        <DayField name="to" search={search} onChange={onChange} />
      </span>
      {search.from !== undefined && search.to !== undefined && search.from > search.to && (
        <p role="alert" className="text-12 text-warn">
          The first day is after the last: change “from” or “to”.
        </p>
      )}
      {isFiltered(search) && (
        <Button size="s" variant="ghost" icon={<X size={14} aria-hidden />} onClick={() => onChange({ ...NO_FILTER })}>
          Take away all filters
        </Button>
      )}
    </search>
  );
}

const NAMES = { class: 'Class', source: 'Source', person: 'Person', kind: 'Kind' } as const;
const NO_FILTER = {
  class: undefined,
  source: undefined,
  person: undefined,
  kind: undefined,
  from: undefined,
  to: undefined,
  q: undefined,
} as const;

type FieldProps = Pick<FiltersProps, 'onChange'>;

/** Keeps its own text while one types; a change from elsewhere (Back, all filters taken away) replaces it. */
function WordsField({ value, wordsRef, onChange }: FieldProps & Pick<FiltersProps, 'wordsRef'> & { value: string }) {
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => {
    const field = wordsRef.current;
    if (field !== null && document.activeElement !== field) field.value = value;
    return () => clearTimeout(timer.current);
  }, [value, wordsRef]);
  const keys = useKeysOf('samples.find');
  const ask = (text: string) => onChange({ q: text.trim() === '' ? undefined : text.trim() }, true);
  return (
    <TextField
      ref={wordsRef}
      type="search"
      label="Note or title"
      hideLabel
      icon={<Search size={14} aria-hidden className="flex-none" />}
      keys={keys}
      placeholder="Note or title"
      maxLength={200}
      defaultValue={value}
      onChange={(event) => {
        const text = event.target.value;
        clearTimeout(timer.current);
        timer.current = setTimeout(() => ask(text), PAUSE_MS);
      }}
      onKeyDown={(event) => {
        if (event.key === 'Escape' || event.key === 'Enter') event.currentTarget.blur();
      }}
      className="w-40"
    />
  );
}

function DayField({ name, search, onChange }: FieldProps & { name: 'from' | 'to'; search: LogSearch }) {
  return (
    <label className="flex h-8 items-center gap-1.5 rounded-control border border-control bg-surface pl-2.5 text-ink-3 has-focus-visible:outline-2 has-focus-visible:outline-accent">
      {name}
      <input
        type="date"
        value={search[name] ?? ''}
        onChange={(event) => onChange({ [name]: event.target.value === '' ? undefined : event.target.value })}
        className="h-full min-w-0 rounded-control bg-transparent pr-1.5 text-ink outline-none"
      />
    </label>
  );
}
