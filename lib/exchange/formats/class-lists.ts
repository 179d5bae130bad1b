/** What stands between the classes of a sample in one cell. */
export const CLASS_SEPARATOR = ';';

/** Several names in one cell: `a;b`. A semicolon or backslash within a name gets a backslash in front. */
export function joinNames(names: readonly string[]): string {
  return names.map((name) => name.replace(/[\\;]/g, '\\$&')).join(CLASS_SEPARATOR);
}
