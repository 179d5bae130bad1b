import type { ColumnRole } from '@/lib/samples/import';

export const ROLE_SAYS: Record<ColumnRole, string> = {
  text: 'Text',
  id: 'Id',
  label: 'Labels to import',
  metadata: 'Metadata',
  'leave-out': 'Leave out',
};

/** Roles that one column at most may have. */
const SINGLE = new Set<ColumnRole>(['text', 'id', 'label']);

/** The roles after one column took another: who had a role that only one may have becomes metadata. */
export function withRole(roles: readonly ColumnRole[], column: number, role: ColumnRole): ColumnRole[] {
  return roles.map((present, position) => {
    if (position === column) return role;
    return present === role && SINGLE.has(role) ? 'metadata' : present;
  });
}

/**
 * The roles that a column may be given. The text column keeps its role until another one takes it, since every sample needs
 * a text.
 */
export function rolesFor(present: ColumnRole): ColumnRole[] {
  return present === 'text' ? ['text'] : ['text', 'id', 'label', 'metadata', 'leave-out'];
}
