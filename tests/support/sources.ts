import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** A source file of the product; its path is relative to the project, with slashes. */
export type Source = { path: string; text: string };

/** Every TypeScript file of the given folders, generated ones left out, in the order of their paths. */
export function readSources(folders: string[]): Source[] {
  return folders
    .flatMap((folder) =>
      readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) =>
        path.join(folder, name).split(path.sep).join('/'),
      ),
    )
    .filter((file) => /\.tsx?$/.test(file) && !file.startsWith('lib/db/generated/'))
    .sort()
    .map((file) => ({ path: file, text: readFileSync(file, 'utf8') }));
}

/** The text without comments, so that a rule about code does not trip over words about it. Line numbers stay. */
export function withoutComments(text: string): string {
  return text
    .replace(/\/\*[\s\S]*?\*\//g, (comment) => comment.replace(/[^\n]/g, ' '))
    .replace(/(^|[\s;{}(,])\/\/[^\n]*/g, '$1');
}

/** "path:line" of every match, for messages. */
export function findMatches(sources: Source[], pattern: RegExp): string[] {
  return sources.flatMap((source) =>
    withoutComments(source.text)
      .split('\n')
      .flatMap((line, index) => (pattern.test(line) ? [`${source.path}:${index + 1}: ${line.trim()}`] : [])),
  );
}
