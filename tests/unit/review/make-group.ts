import type { LabelClass } from '@/lib/datasets/label-class';
import type { GroupHead, OpenGroup } from '@/lib/groups/group';
import { type Desk, layDesk } from '@/lib/review/desk';
import { type DeskAct, reduceDesk } from '@/lib/review/desk-acts';

export const CLASS_A = '00000000-0000-7000-8000-00000000000a';
export const CLASS_B = '00000000-0000-7000-8000-00000000000b';

export function sampleIdAt(rank: number): string {
  return `00000000-0000-7000-9000-${String(rank).padStart(12, '0')}`;
}

export function makeClass(name: string, position: number): LabelClass {
  return {
    id: `class-${position}`,
    name,
    slot: position,
    position,
    key: null,
    description: '',
    exampleIds: [],
    parentId: null,
    labelCount: 0,
  };
}

function makeSummary(size: number, boundaryRank: number): GroupHead {
  return {
    id: '00000000-0000-7000-a000-000000000001',
    source: 'cluster',
    number: 1,
    title: 'Cluster 1',
    words: [],
    size,
    matchedCount: size,
    cohesion: 0.8,
    boundaryRank,
    labeledCount: 0,
    labeledAs: [],
    suggestion: null,
    representatives: [],
    fringe: [],
  };
}

type GroupOptions = {
  size: number;
  inside?: number;
  revision?: number;
  suggestedClassId?: string;
  labels?: Record<number, string>;
  suggestions?: Record<number, string>;
  exclusions?: Record<number, string[]>;
  /** In a dataset whose samples may carry several classes: those of each member, the newest first. */
  several?: Record<number, string[]>;
};

/** A group of `size` members with distances 0, 0.01, 0.02 …; columns by rank as given. */
export function makeGroup(options: GroupOptions): OpenGroup {
  const { size, suggestions = {}, exclusions = {}, several } = options;
  const newest = Object.entries(several ?? {}).flatMap(([rank, [first]]) =>
    first === undefined ? [] : [[rank, first]],
  );
  const labels: Record<number, string> = options.labels ?? Object.fromEntries(newest);
  const ranks = Array.from({ length: size }, (_, rank) => rank);
  const summary = makeSummary(size, options.inside ?? size);
  if (options.suggestedClassId !== undefined) {
    summary.suggestion = { labelClassId: options.suggestedClassId, share: 0.9, knownCount: 3, from: 'person' };
  }
  return {
    head: summary,
    run: {
      id: 'run',
      number: 1,
      modelName: 'm',
      k: 1,
      kReason: '',
      seed: 1,
      sampleCount: size,
      iterations: 1,
      inertia: 0,
      curve: [],
      createdAt: '2026-01-01T00:00:00.000Z',
    },
    revision: options.revision ?? 7,
    sampleIds: ranks.map(sampleIdAt),
    previews: ranks.map((rank) => `sample ${rank}`),
    distances: ranks.map((rank) => rank / 100),
    labelClassIds: ranks.map((rank) => labels[rank] ?? null),
    ...(several === undefined ? {} : { allLabelClassIds: ranks.map((rank) => several[rank] ?? null) }),
    labelSources: ranks.map((rank) => (labels[rank] === undefined ? null : 'person')),
    suggestedClassIds: ranks.map((rank) => suggestions[rank] ?? null),
    suggestedConfidences: ranks.map(() => null),
    excludedClassIds: ranks.map((rank) => exclusions[rank] ?? null),
  };
}

export function makeDesk(options: GroupOptions): Desk {
  return layDesk(makeGroup(options));
}

export function act(desk: Desk, ...acts: DeskAct[]): Desk {
  return acts.reduce(reduceDesk, desk);
}
