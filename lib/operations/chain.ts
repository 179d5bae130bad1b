import type { GroupSource, OperationKind } from '@/lib/operations/operation';

/** One operation of a chain, with what a revert of it needs. */
export type ChainLink = {
  id: string;
  seq: number;
  kind: OperationKind;
  personId: string;
  personName: string;
  labelClassId: string | null;
  groupSource: GroupSource | null;
  groupId: string | null;
  groupTitle: string | null;
  sampleCount: number;
  createdAt: Date;
  /** As stored: see operation-detail.ts. */
  detail: unknown;
};

/**
 * An act and what was made of it: its revert, the revert of that one, and so on. Each takes back what the one before did,
 * so the act stands while their number is even, and any link stands while an even number of others came after it.
 */
export type Chain = { act: ChainLink; reverts: readonly ChainLink[] };

/** The newest operation of a chain: the only one that can be reverted, and the act stands or not by it. */
export function tipOf({ act, reverts }: Chain): ChainLink {
  return reverts.at(-1) ?? act;
}

/** Whether the act itself stands. */
export function doesActStand({ reverts }: Chain): boolean {
  return reverts.length % 2 === 0;
}

/** Whether what one operation of the chain did stands. */
export function doesLinkStand(chain: Chain, operationId: string): boolean {
  const place = [chain.act, ...chain.reverts].findIndex((link) => link.id === operationId);
  return place >= 0 && (chain.reverts.length - place) % 2 === 0;
}

/** The operation that took another of its chain back, of which it is said that it does not stand. */
export function takenBackBy(chain: Chain, operationId: string): ChainLink | null {
  const links = [chain.act, ...chain.reverts];
  return links[links.findIndex((link) => link.id === operationId) + 1] ?? null;
}
