import { z } from 'zod';
import type { Meaning, MeaningAnswer } from '@/lib/neighbours/neighbours';
import type { SimilarItem } from '@/lib/review/similar';

/** What a list is ordered by, as links and the API write it: one of three, and the least similarity that counts. */
export const meaningSearch = z.strictObject({
  phrase: z.string().trim().min(1).max(1_000).optional(),
  like: z.uuid().optional(),
  picture: z.uuid().optional(),
  least: z.coerce.number().min(-1).max(1).optional(),
});
export type MeaningSearch = z.infer<typeof meaningSearch>;

/** The search by meaning that an address holds; null where it holds none that can be read. */
export function parseMeaning(search: URLSearchParams): MeaningSearch | null {
  const given = ['phrase', 'like', 'picture', 'least'].flatMap((name) => {
    const value = search.get(name);
    return value === null || value === '' ? [] : [[name, value] as const];
  });
  const read = meaningSearch.safeParse(Object.fromEntries(given));
  return read.success && toMeaning(read.data) !== null ? read.data : null;
}

/** The same as an address holds it. */
export function formatMeaning({ phrase, like, picture, least }: MeaningSearch): [string, string][] {
  const given: [string, string | undefined][] = [
    ['phrase', phrase],
    ['like', like],
    ['picture', picture],
    ['least', least?.toFixed(2)],
  ];
  return given.filter((pair): pair is [string, string] => pair[1] !== undefined);
}

/** What the worker is asked; null where nothing is given. */
export function toMeaning({ phrase, like, picture }: MeaningSearch): Meaning | null {
  if (phrase !== undefined) return { phrase };
  if (like !== undefined) return { sampleId: like };
  return picture === undefined ? null : { picture };
}

/** How many samples have at least a similarity; descending by similarity, a hundredth apart. */
export type CutPoint = { least: number; count: number };

/** Samples nearest to what was given, those first; with where the cut could be. */
export type MeaningPage = {
  state: MeaningAnswer['state'];
  model: string;
  samples: SimilarItem[];
  /** Pass as `after` to go on; null at the end. */
  nextCursor: string | null;
  /** Samples at or above the cut that also match the filters, among the nearest 10,000. */
  totalCount: number;
  cuts: CutPoint[];
  revision: number;
};

const STEPS = 100;

/** How many of some similarities, descending, are at or above each hundredth that lies among them. */
export function countByCut(similarities: readonly number[]): CutPoint[] {
  const cuts: CutPoint[] = [];
  let count = 0;
  const highest = Math.floor((similarities[0] ?? 0) * STEPS);
  const lowest = Math.floor((similarities.at(-1) ?? 0) * STEPS);
  for (let step = highest; step >= lowest && similarities.length > 0; step--) {
    const least = step / STEPS;
    while (count < similarities.length && (similarities[count] as number) >= least) count += 1;
    cuts.push({ least, count });
  }
  return cuts;
}
