import { z } from 'zod';

/** The channel of Postgres on which processes tell each other what changed. */
export const LIVE_CHANNEL = 'sheaf_live';

/**
 * What happened to a dataset, told in the transaction that did it, so that nobody hears of what was taken back:
 * `operation` an act was appended to the log; `job` one ended. Payloads of Postgres hold 8,000 bytes: this names things,
 * and who wants more reads it.
 */
export const liveChange = z.discriminatedUnion('of', [
  z.object({
    of: z.literal('operation'),
    datasetId: z.uuid(),
    /** The seq of the operation: the dataset's revision from then on. */
    revision: z.int().min(1),
    operationId: z.uuid(),
    kind: z.string(),
    personId: z.uuid(),
    groupId: z.uuid().nullable(),
    groupSource: z.string().nullable(),
  }),
  z.object({ of: z.literal('job'), datasetId: z.uuid(), kind: z.string(), status: z.string() }),
]);
export type LiveChange = z.infer<typeof liveChange>;

/** Names a page for as long as it is open; made by the page itself. */
const pageId = z.string().regex(/^[\w-]{8,64}$/, { message: 'A page is named by 8 to 64 letters, digits, - or _.' });

/** The query of GET /api/datasets/:datasetId/events: the page that listens; with its stream, its presence ends. */
export const eventsQuery = z.strictObject({ page: pageId.optional() });

/** A page that a person has open on a dataset, and the group on it. */
export const presence = z.strictObject({
  pageId,
  /** Names the browser of the page beside the person's name, which two browsers can share; absent: a browser of its own. */
  browserId: pageId.optional(),
  /** The group on the page; null for a page of the dataset without one. */
  groupId: z.uuid().nullable(),
  /** True when the page is being left: it goes from the list at once. */
  isLeaving: z.boolean().optional(),
});
export type Presence = z.infer<typeof presence>;

/** Who is on a dataset, from which browser and with which group open, as the others see it. */
export type PresentPage = { pageId: string; browserId: string; personName: string; groupId: string | null };

/**
 * What `GET /api/datasets/:datasetId/events` sends. `hello` comes first, and again after a gap (the database was away):
 * whoever knows an older revision reads everything anew.
 */
export type LiveEvent =
  | { type: 'hello'; revision: number }
  | { type: 'change'; change: LiveChange }
  | { type: 'presence'; pages: readonly PresentPage[] };

/** One event as the lines of a text/event-stream; the id of a change by an operation is its revision. */
export function writeEvent(event: LiveEvent): string {
  const isOperation = event.type === 'change' && event.change.of === 'operation';
  const id = isOperation && event.change.of === 'operation' ? `id: ${event.change.revision}\n` : '';
  return `${id}event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`;
}
