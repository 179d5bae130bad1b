import type { OperationKind } from '@/lib/operations/operation';
import type { LogSource } from '@/lib/operations/operation-log';

export const KIND_WORDS: Record<OperationKind, string> = {
  accept: 'accept',
  label: 'label',
  exclude: 'not this class',
  clear: 'clear',
  revert: 'revert or undo',
  import: 'import of labels',
  split: 'split',
  merge: 'merge of groups',
  park: 'park',
  classEdit: 'class edit',
};

export const SOURCE_WORDS: Record<LogSource, string> = {
  cluster: 'a cluster',
  part: 'part of a cluster',
  merged: 'merged groups',
  search: 'a search',
  similar: 'similar samples',
  lasso: 'the map',
  duplicates: 'near-duplicates',
  filter: 'a list of samples',
  rule: 'a rule',
  classifier: 'a classifier',
  import: 'an import',
  single: 'one by one',
};
