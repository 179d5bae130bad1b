import { z } from 'zod';
import { PAGE_SIZE_LIMIT, sampleFilter } from '@/lib/samples/sample';

const DEFAULT_PAGE_SIZE = 100;

/** How many entries a page of a list holds: 100 unless given, 500 at most. */
export const pageLimit = z.coerce
  .number()
  .int()
  .min(1)
  .max(PAGE_SIZE_LIMIT, { message: `A page holds at most ${PAGE_SIZE_LIMIT} entries. Ask for less and page on.` })
  .default(DEFAULT_PAGE_SIZE);

const one = z.uuid().transform((id) => [id]);
/** `class=` with nothing behind it asks for nothing. */
const none = z.literal('').transform(() => undefined);

/** The query of GET …/facets: the filters; `class` may stand once or several times. */
export const facetsQuery = sampleFilter.extend({ class: z.union([none, one, z.array(z.uuid()).max(50)]).optional() });

/** The query of GET …/samples: the filters and where to go on. */
export const samplesQuery = facetsQuery.extend({ limit: pageLimit, after: z.uuid().optional() });
