/** What a CSV file says of the label of a sample. */
const LABEL_COLUMNS = ['class', 'label_source', 'operation_id', 'operation_seq', 'person', 'decided_at'] as const;

/** Where samples may carry several classes: lists in the same order, `a;b`. */
const LABEL_LIST_COLUMNS = [
  'classes',
  'label_sources',
  'operation_ids',
  'operation_seqs',
  'people',
  'decided_at',
] as const;

const ORIGIN_COLUMNS = ['file_name', 'position', 'name', 'external_id', 'origin_count', 'sha256'] as const;

/** The columns that every CSV file has, in their order; text and metadata come after them. */
export function listColumns(isMultiLabel: boolean): string[] {
  return ['id', ...(isMultiLabel ? LABEL_LIST_COLUMNS : LABEL_COLUMNS), ...ORIGIN_COLUMNS];
}
