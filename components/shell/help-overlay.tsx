'use client';

import { RotateCcw, Search } from 'lucide-react';
import { useState } from 'react';
import { useRegistry } from '@/components/shell/commands';
import { KeyRow } from '@/components/shell/key-row';
import { type KeymapEntry, PURPOSES } from '@/components/shell/keymap';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { TextField } from '@/components/ui/field';
import { Keys } from '@/components/ui/kbd';

type Listed = { id: string; entry: KeymapEntry };

function matches({ id, entry }: Listed, wanted: string): boolean {
  const text = `${entry.says} ${entry.keys.join(' ')} ${entry.purpose} ${id}`.toLowerCase();
  return wanted
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}

/** Rows of one series as one line, where the first of them stands; a search takes every row for itself. */
function foldSeries(rows: readonly Listed[], isSearch: boolean): { series: string | null; rows: Listed[] }[] {
  const lines: { series: string | null; rows: Listed[] }[] = [];
  for (const row of rows) {
    const series = isSearch ? null : (row.entry.series ?? null);
    const line = series === null ? undefined : lines.find((one) => one.series === series);
    if (line === undefined) lines.push({ series, rows: [row] });
    else line.rows.push(row);
  }
  return lines;
}

function Series({ says, rows }: { says: string; rows: readonly Listed[] }) {
  const [first, last] = [rows[0]?.entry.keys[0], rows.at(-1)?.entry.keys[0]];
  return (
    <li>
      <details>
        <summary className="flex min-h-6.5 list-none items-center justify-between gap-3 rounded-key text-ink-2 hover:text-ink">
          <span>
            {says} <span className="text-12 text-accent-text">each</span>
          </span>
          <span className="flex items-center gap-1.5 px-0.5 text-12 text-ink-3">
            {first !== undefined && <Keys keys={first} />} … {last !== undefined && <Keys keys={last} />}
          </span>
        </summary>
        <ul className="border-l border-line pl-3">
          {rows.map((row) => (
            <KeyRow key={row.id} id={row.id} entry={row.entry} />
          ))}
        </ul>
      </details>
    </li>
  );
}

/** All keys by purpose, found by word or key, and changed in place. */
export function HelpOverlay({ open, onClose }: { open: boolean; onClose: () => void }) {
  const [wanted, setWanted] = useState('');
  const field = (
    <TextField
      className="w-56 narrow:w-40"
      label="Find a key"
      hideLabel
      placeholder="Find a key"
      icon={<Search size={14} aria-hidden />}
      value={wanted}
      onChange={(event) => setWanted(event.target.value)}
    />
  );
  return (
    <Dialog open={open} onClose={onClose} title="Keyboard" tools={field} className="w-240">
      <KeyBlocks wanted={wanted} />
    </Dialog>
  );
}

function KeyBlocks({ wanted }: { wanted: string }) {
  const { keymap, overrides, setOverrides } = useRegistry();
  const listed = Object.entries(keymap)
    .map(([id, entry]) => ({ id, entry }))
    .filter((one) => matches(one, wanted));
  const blocks = PURPOSES.map((purpose) => ({
    purpose,
    rows: listed.filter(({ entry }) => entry.purpose === purpose),
  }));
  const changedCount = Object.keys(overrides).length;
  return (
    <div className="min-h-0 overflow-y-auto px-6 pt-4 pb-6">
      <div className="mb-4 flex min-h-8 items-center justify-between gap-4 text-12 text-ink-2">
        <p>Keys are off while you type in a field. Press a key cap to give the command another key.</p>
        {changedCount > 0 && (
          <Button size="s" icon={<RotateCcw size={12} aria-hidden />} onClick={() => setOverrides({})}>
            Reset {changedCount} changed
          </Button>
        )}
      </div>
      {listed.length === 0 && <p className="py-8 text-center text-ink-2">No command matches “{wanted}”.</p>}
      <div className="columns-2 gap-12 narrow:columns-1">
        {blocks
          .filter(({ rows }) => rows.length > 0)
          .map(({ purpose, rows }) => (
            <section key={purpose} className="mb-6">
              <h3 className="mb-1 break-after-avoid text-13 font-[580] text-ink">{purpose}</h3>
              <ul>
                {foldSeries(rows, wanted.trim() !== '').map((line) =>
                  line.rows.length === 1 && line.series === null ? (
                    line.rows.map((row) => <KeyRow key={row.id} id={row.id} entry={row.entry} />)
                  ) : (
                    <Series key={line.series} says={line.series ?? ''} rows={line.rows} />
                  ),
                )}
              </ul>
            </section>
          ))}
      </div>
    </div>
  );
}
