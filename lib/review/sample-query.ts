import { z } from 'zod';
import { METADATA_FILTER_LIMIT } from '@/lib/samples/metadata';
import { PAGE_SIZE_LIMIT, refuseFaults, sampleFilter } from '@/lib/samples/sample';

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

const filterText = z.string().max(600);
/** One value arrives as it is, several as a list. */
const texts = z.union([none, filterText.transform((text) => [text]), z.array(filterText).max(METADATA_FILTER_LIMIT)]);

/** The query of GET …/facets: the filters; `class`, `value` and `range` may stand once or several times. */
export const facetsQuery = sampleFilter.extend({
  class: z.union([none, one, z.array(z.uuid()).max(50)]).optional(),
  value: texts.optional(),
  range: texts.superRefine(refuseFaults).optional(),
  outlier: z.union([none, z.coerce.number().min(0).max(100)]).optional(),
});

/** The query of GET …/metadata-values: letters that a value contains. */
export const metadataValuesQuery = z.object({
  field: z.string().min(1).max(500),
  q: z.string().trim().max(200).default(''),
  limit: z.coerce.number().int().min(1).max(100).default(20),
});

/** The query of GET …/samples: the filters and where to go on. */
export const samplesQuery = facetsQuery.extend({ limit: pageLimit, after: z.uuid().optional() });
