import type { AuthorizedDataset } from '@/lib/datasets/access.server';
import type { Tx } from '@/lib/db/client.server';
import type { Chain } from '@/lib/operations/chain';
import type { ClassChange } from '@/lib/operations/operation-detail';

/** An act that is to be taken back, or brought back, by an operation that the caller is about to append. */
export type TurnRequest = {
  dataset: AuthorizedDataset;
  chain: Chain;
  /** False: the act is taken back. True: it was taken back, and is brought back. */
  willStand: boolean;
  /** The id of the operation that does it; null while a person only looks at what would happen. */
  operationId: string | null;
};

/** What turning an act changes besides the labels of samples. */
export type TurnedThings = {
  /** Sentences without an end, for the preview: "The class rubbish comes back". */
  says: string[];
  /** Of a class edit: the ids of all classes of the dataset that do not live afterwards, and what changed of the classes. */
  goneClassIds?: readonly string[];
  changes?: ClassChange[];
};

/**
 * How an act that changed more than labels is turned, registered by its kind in inverses.server.ts. Looks only while
 * `operationId` is null, and answers the same. The labels that follow are none of its business. Throws Conflict, with what
 * stands in the way and what to do, when it cannot be done.
 */
export type Inverse = (tx: Tx, request: TurnRequest) => Promise<TurnedThings>;
