import { z } from 'zod';
import type { JobSummary } from '@/lib/jobs/job';

/** A layout of a dataset's samples in two dimensions, by one model. */
export type MapSummary = {
  id: string;
  /** Hex; the same key, the same places. */
  key: string;
  sampleCount: number;
  modelName: string;
  createdAt: string;
  /** Samples that came after it was laid out, and so have no place on it. */
  missingCount: number;
};

export type MapAnswer = {
  /** none: nothing is laid out; queued, running: a job is on its way (a paused one waits as well); ready: `map` can be read. */
  status: 'none' | 'queued' | 'running' | 'ready';
  /** The job that is on its way, else the newest where it failed or was cancelled since the map was made. */
  job: JobSummary | null;
  /** The newest map by the dataset's model; there while a newer one is computed, too. */
  map: MapSummary | null;
};

/** The colour value of a point whose sample is not in the dataset any more: not to be drawn, nor caught by a lasso. */
export const goneColour = 65_535;

/** The most entries that a colouring by metadata, source or import names; what is rarer shares the last one. */
export const categoryLimit = 12;

/** What points are coloured by. `metadata:<name>` is a field of the samples' sources. */
export const colouring = z.union([
  z.enum(['class', 'cluster', 'coarse', 'source', 'import']),
  z
    .string()
    .regex(/^metadata:/)
    .min(10)
    .max(209),
]);
export type Colouring = z.infer<typeof colouring>;

export const colouringQuery = z.object({ by: colouring });

/** One value of a colouring. Points of value 0 have none: unlabeled, in no cluster, without the field. */
export type LegendEntry = {
  /** From 1; 0 for the points without any. */
  value: number;
  name: string;
  /** Class id, cluster id, import id; null where the name is all there is. */
  id: string | null;
  /** Colour and shape of a class; null for other colourings, which take colours in the order of the entries. */
  slot: number | null;
  /** Points of this value, also those that have others besides; gone ones are not counted. */
  count: number;
};

export type MapLegend = {
  entries: LegendEntry[];
  /** The dataset's revision that it shows, as the colours answer names it in the header X-Revision. */
  revision: number;
};

/** A title to be written on the map, at the middle of its points. */
export type MapTitle = {
  id: string | null;
  title: string;
  /** coarse for the far view, cluster for the near one. */
  level: 'coarse' | 'cluster';
  /** Places in [-1, 1], y upwards. */
  x: number;
  y: number;
  count: number;
};

export type MapTitles = { titles: MapTitle[] };
