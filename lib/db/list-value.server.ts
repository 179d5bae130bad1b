import { Prisma } from '@/lib/db/generated/client';

/*
 * Lists of thousands of values travel as one text: as an array, every value would be quoted, escaped and copied by each
 * layer between here and the server, which for 10,000 ids takes longer than the server takes to read the text. The server
 * folds the expression into a constant, so its planner knows how many values there are.
 */

/** A list of ids as SQL of type uuid[]. Ids hold no comma; anything that is no id is refused by the server. */
export function idList(ids: readonly string[]): Prisma.Sql {
  return Prisma.sql`string_to_array(${ids.join(',')}, ',')::uuid[]`;
}

/** A list of whole numbers as SQL of type int[]. */
export function numberList(numbers: readonly number[]): Prisma.Sql {
  return Prisma.sql`string_to_array(${numbers.join(',')}, ',')::int[]`;
}
