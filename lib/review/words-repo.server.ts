import type { AuthorizedDataset } from '@/lib/datasets/access.server';
import type { Tx } from '@/lib/db/client.server';
import { Prisma } from '@/lib/db/generated/client';
import { escapePattern, isMisspelling, parseWordQuery, quoteLexeme, type WordTerm } from '@/lib/review/word-query';
import type { SamplePage } from '@/lib/samples/sample';

/** Words of the dataset that letters stand in: so many are looked for by themselves. */
const PART_LIMIT = 200;
/** Letters from which on an index of trigrams helps. */
const TRIGRAM_LENGTH = 3;
const CANDIDATE_LIMIT = 60;
const SIMILAR_LIMIT = 6;
/** The share of all texts that the index of words may be expected to find and still be asked first. */
const FEW_SHARE = 0.1;

/** What a search for words came to: the condition on "Sample" s, and words that stand in for others. */
export type FoundWords = { condition: Prisma.Sql; instead: SamplePage['instead'] };

/** Reads a search of texts or of the names of images. Whatever is typed is a valid search. */
export async function matchWords(tx: Tx, dataset: AuthorizedDataset, q: string): Promise<FoundWords> {
  const terms = parseWordQuery(q);
  if (terms.length === 0) return { condition: matchLetters(q), instead: [] };
  return dataset.modality === 'text' ? matchTexts(tx, dataset, terms) : matchNames(tx, dataset, terms);
}

/** Signs without any letter, looked for in what the list shows. */
function matchLetters(q: string): Prisma.Sql {
  return Prisma.sql`s."preview" LIKE ${`%${escapePattern(q.trim())}%`}`;
}

async function matchTexts(tx: Tx, dataset: AuthorizedDataset, terms: readonly WordTerm[]): Promise<FoundWords> {
  const read: ReadTerm[] = [];
  for (const term of terms) read.push(await readTerm(tx, dataset, term));
  const query = await joinTerms(tx, read);
  const isFew = await expectsFew(tx, query);
  if (isFew && terms.length > 1 && !(await hasText(tx, dataset, Prisma.sql`${query}::tsquery`))) {
    const wide = await Promise.all(read.map((term) => widenTerm(tx, dataset, term)));
    const wideQuery = await joinTerms(tx, wide);
    if (wideQuery !== query && (await hasText(tx, dataset, Prisma.sql`${wideQuery}::tsquery`))) {
      return { condition: matchQuery(wideQuery, await expectsFew(tx, wideQuery)), instead: sayInstead(wide) };
    }
  }
  return { condition: matchQuery(query, isFew), instead: sayInstead(read) };
}

function sayInstead(read: readonly ReadTerm[]): FoundWords['instead'] {
  return read
    .filter(({ similar }) => similar.length > 0)
    .map(({ term, similar, isAlso }) => ({ typed: term.text, words: similar, isAlso }));
}

/** All terms as one query, as Postgres writes it. */
async function joinTerms(tx: Tx, read: readonly ReadTerm[]): Promise<string> {
  const parts = read.map(({ term, query }) => (term.isNot ? Prisma.sql`!!(${query})` : Prisma.sql`(${query})`));
  const [row] = await tx.$queryRaw<{ query: string }[]>`SELECT (${Prisma.join(parts, ' && ')})::text AS "query"`;
  return row?.query ?? '';
}

const isFound = (query: string) => Prisma.sql`"searchWords"(t."text") @@ ${query}::tsquery`;

/** Whether the planner expects a query to find a small share of all texts. Of beginnings of words it only guesses, always below the share. */
async function expectsFew(tx: Tx, query: string): Promise<boolean> {
  const foundCount = await estimateRows(tx, Prisma.sql`SELECT FROM "SampleText" t WHERE ${isFound(query)}`);
  const totalCount = await estimateRows(tx, Prisma.sql`SELECT FROM "SampleText"`);
  return foundCount <= totalCount * FEW_SHARE;
}

/**
 * Few texts are taken from the index of words, once. Of many it is faster to walk the samples in their order and to read
 * each one's text: a page is soon full. Left to itself the planner walks for few as well, since it takes reading a text for
 * cheaper than it is.
 */
function matchQuery(query: string, isFew: boolean): Prisma.Sql {
  return isFew
    ? Prisma.sql`s."id" IN (SELECT t."sampleId" FROM "SampleText" t WHERE ${isFound(query)} OFFSET 0)`
    : Prisma.sql`EXISTS (SELECT FROM "SampleText" t WHERE t."sampleId" = s."id" AND ${isFound(query)})`;
}

/** How many rows the planner expects of a query, which is not run. */
async function estimateRows(tx: Tx, query: Prisma.Sql): Promise<number> {
  type Explained = { 'QUERY PLAN': { Plan: { 'Plan Rows': number } }[] };
  const [explained] = await tx.$queryRaw<Explained[]>`EXPLAIN (FORMAT JSON) ${query}`;
  return explained?.['QUERY PLAN'][0]?.Plan['Plan Rows'] ?? 0;
}

/** What a term is looked for by: `similar` are words that stand for it, beside what was typed where `isAlso`. */
type ReadTerm = { term: WordTerm; query: Prisma.Sql; similar: string[]; isAlso: boolean };

async function readTerm(tx: Tx, dataset: AuthorizedDataset, term: WordTerm): Promise<ReadTerm> {
  const { kind, text } = term;
  const asTyped = (query: Prisma.Sql): ReadTerm => ({ term, query, similar: [], isAlso: false });
  const phrase = Prisma.sql`phraseto_tsquery('pg_catalog.simple', lower(${text} COLLATE "und-x-icu"))`;
  if (kind === 'phrase') return asTyped(phrase);
  const typed = text.toLowerCase();
  const beginning = Prisma.sql`${`${quoteLexeme(typed)}:*`}::tsquery`;
  const whole = Prisma.sql`${beginning} || ${phrase}`;
  if (kind === 'start') return asTyped(whole);
  const words = await listContaining(tx, dataset, typed);
  if (words.length > 0) return asTyped(Prisma.sql`${anyOf(words)} || ${whole}`);
  if (await hasText(tx, dataset, whole)) return asTyped(whole);
  const similar = await listSimilar(tx, dataset, typed);
  return similar.length === 0 ? asTyped(whole) : { term, query: anyOf(similar), similar, isAlso: false };
}

/** The term with words that are spelled like it beside it: where all terms together find nothing, a typed word may be wrong though a text has it. */
async function widenTerm(tx: Tx, dataset: AuthorizedDataset, read: ReadTerm): Promise<ReadTerm> {
  const { term, query, similar } = read;
  if (term.isNot || term.kind !== 'part' || similar.length > 0) return read;
  const typed = term.text.toLowerCase();
  const words = (await listSimilar(tx, dataset, typed)).filter((word) => word !== typed);
  return words.length === 0
    ? read
    : { term, query: Prisma.sql`${query} || ${anyOf(words)}`, similar: words, isAlso: true };
}

function anyOf(words: readonly string[]): Prisma.Sql {
  return Prisma.sql`${words.map(quoteLexeme).join(' | ')}::tsquery`;
}

async function listContaining(tx: Tx, dataset: AuthorizedDataset, typed: string): Promise<string[]> {
  if ([...typed].length < TRIGRAM_LENGTH) return [];
  const rows = await tx.$queryRaw<{ word: string }[]>`
    SELECT "word" FROM "SearchWord" WHERE "datasetId" = ${dataset.id}::uuid AND "word" LIKE ${`%${escapePattern(typed)}%`}
    ORDER BY length("word"), "word" LIMIT ${PART_LIMIT}`;
  return rows.map(({ word }) => word);
}

async function hasText(tx: Tx, dataset: AuthorizedDataset, query: Prisma.Sql): Promise<boolean> {
  const rows = await tx.$queryRaw<{ found: number }[]>`
    SELECT 1 AS "found" FROM (
      SELECT t."sampleId" FROM "SampleText" t WHERE "searchWords"(t."text") @@ (${query}) OFFSET 0) hit
    JOIN "Sample" s ON s."id" = hit."sampleId" WHERE s."datasetId" = ${dataset.id}::uuid LIMIT 1`;
  return rows.length > 0;
}

async function listSimilar(tx: Tx, dataset: AuthorizedDataset, typed: string): Promise<string[]> {
  const rows = await tx.$queryRaw<{ word: string }[]>`
    SELECT "word" FROM "SearchWord" WHERE "datasetId" = ${dataset.id}::uuid AND "word" % ${typed}
    ORDER BY similarity("word", ${typed}) DESC, "word" LIMIT ${CANDIDATE_LIMIT}`;
  return rows
    .map(({ word }) => word)
    .filter((word) => isMisspelling(typed, word))
    .slice(0, SIMILAR_LIMIT);
}

/** Terms anywhere in one of an image's names; a term that no name has stands for names that are spelled like it. */
async function matchNames(tx: Tx, dataset: AuthorizedDataset, terms: readonly WordTerm[]): Promise<FoundWords> {
  const instead: FoundWords['instead'] = [];
  const conditions: Prisma.Sql[] = [];
  for (const { text, isNot } of terms) {
    const named = Prisma.sql`s."id" IN (${listNamed(dataset, (column) => containsText(column, text))})`;
    if (isNot) conditions.push(Prisma.sql`NOT ${named}`);
    else
      conditions.push((await isNamed(tx, dataset, text)) ? named : await matchMisspelled(tx, dataset, text, instead));
  }
  return { condition: Prisma.join(conditions, ' AND '), instead };
}

/** The images of a dataset by their names: the first one, and those of copies. */
function listNamed(dataset: AuthorizedDataset, matches: (column: Prisma.Sql) => Prisma.Sql): Prisma.Sql {
  return Prisma.sql`
    SELECT n."id" FROM "Sample" n
    WHERE n."datasetId" = ${dataset.id}::uuid AND n."width" IS NOT NULL AND ${matches(Prisma.sql`n."preview"`)}
    UNION SELECT o."sampleId" FROM "SampleOrigin" o
    WHERE o."datasetId" = ${dataset.id}::uuid AND o."name" !~ '^row [0-9]+$' AND ${matches(Prisma.sql`o."name"`)}`;
}

function containsText(column: Prisma.Sql, text: string): Prisma.Sql {
  // Postgres folds the case of ASCII by every rule; ICU folds all, without an index.
  const folding = /^\p{ASCII}*$/u.test(text) ? Prisma.empty : Prisma.sql`COLLATE "und-x-icu"`;
  // A curly apostrophe in a name is found by a straight one.
  const plain = text.includes("'") ? Prisma.sql`translate(${column}, '‘’', '''''')` : column;
  return Prisma.sql`${plain} ${folding} ILIKE ${`%${escapePattern(text)}%`}`;
}

async function isNamed(tx: Tx, dataset: AuthorizedDataset, text: string): Promise<boolean> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    SELECT "id" FROM (${listNamed(dataset, (column) => containsText(column, text))}) AS named LIMIT 1`;
  return rows.length > 0;
}

async function matchMisspelled(
  tx: Tx,
  dataset: AuthorizedDataset,
  text: string,
  instead: FoundWords['instead'],
): Promise<Prisma.Sql> {
  const near = listNamed(dataset, (column) => Prisma.sql`${text} <% ${column}`);
  const rows = await tx.$queryRaw<{ name: string }[]>`
    SELECT s."preview" AS "name" FROM (${near}) AS named JOIN "Sample" s ON s."id" = named."id" LIMIT ${SIMILAR_LIMIT}`;
  if (rows.length === 0) return Prisma.sql`FALSE`;
  instead.push({ typed: text, words: rows.map(({ name }) => name), isAlso: false });
  return Prisma.sql`s."id" IN (${near})`;
}
