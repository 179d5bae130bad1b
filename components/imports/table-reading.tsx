'use client';

import { Segmented } from '@/components/ui/segmented';
import { Select } from '@/components/ui/select';
import type { TableSettings } from '@/lib/samples/import';

type Format = TableSettings['format'];
type Encoding = TableSettings['encoding'];
const FORMATS: { value: Format; says: string }[] = [
  { value: 'csv', says: 'CSV' },
  { value: 'tsv', says: 'TSV' },
  { value: 'jsonl', says: 'JSON Lines' },
  { value: 'lines', says: 'One text a line' },
];
const ENCODINGS: { value: Encoding; says: string }[] = [
  { value: 'utf-8', says: 'UTF-8' },
  { value: 'utf-16le', says: 'UTF-16, little endian' },
  { value: 'utf-16be', says: 'UTF-16, big endian' },
  { value: 'windows-1252', says: 'Windows-1252' },
];
const DELIMITERS = [
  { value: ',', says: 'Comma' },
  { value: ';', says: 'Semicolon' },
  { value: '\t', says: 'Tab' },
  { value: '|', says: 'Vertical bar' },
];
const HEADERS = [
  { value: 'yes', says: 'First row names columns' },
  { value: 'no', says: 'First row is data' },
] as const;

const sayOf = <Value extends string>(options: readonly { value: Value; says: string }[], value: Value) =>
  options.find((option) => option.value === value)?.says ?? value;
const hasDelimiter = (format: Format) => format === 'csv' || format === 'tsv';

/** How a table is read, in words: "UTF-8 · comma · header in row 1". */
export function sayReading(table: TableSettings): string {
  const encoding = sayOf(ENCODINGS, table.encoding);
  if (!hasDelimiter(table.format)) return `${sayOf(FORMATS, table.format)} · ${encoding}`;
  const header = table.hasHeader ? 'header in row 1' : 'no header';
  return `${encoding} · ${sayOf(DELIMITERS, table.delimiter).toLowerCase()} · ${header}`;
}

/** What was detected of a table's form, to be corrected; every change is read again at once. */
export function TableReading({ table, onChange }: { table: TableSettings; onChange: (table: TableSettings) => void }) {
  const delimiters = DELIMITERS.some(({ value }) => value === table.delimiter)
    ? DELIMITERS
    : [...DELIMITERS, { value: table.delimiter, says: `“${table.delimiter}”` }];
  return (
    <div className="mt-3 flex flex-wrap items-end gap-3">
      <Select
        className="w-36"
        label="Format"
        value={table.format}
        options={FORMATS}
        onPick={(format) => onChange({ ...table, format })}
      />
      <Select
        className="w-44"
        label="Encoding"
        value={table.encoding}
        options={ENCODINGS}
        onPick={(encoding) => onChange({ ...table, encoding })}
      />
      {hasDelimiter(table.format) && (
        <>
          <Select
            className="w-32"
            label="Delimiter"
            value={table.delimiter}
            options={delimiters}
            onPick={(delimiter) => onChange({ ...table, delimiter })}
          />
          <Segmented
            className="mb-0.5"
            label="Header"
            value={table.hasHeader ? 'yes' : 'no'}
            options={HEADERS}
            onPick={(header) => onChange({ ...table, hasHeader: header === 'yes' })}
          />
        </>
      )}
    </div>
  );
}
