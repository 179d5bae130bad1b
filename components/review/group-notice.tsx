import { TriangleAlert, X } from 'lucide-react';
import { sayChanged } from '@/components/review/wording';
import { IconButton } from '@/components/ui/icon-button';
import type { Desk } from '@/lib/review/desk';

/** Why the group is not as the person left it, above its samples. It stays until it is closed or the group is decided. */
export function GroupNotice({ desk, remainCount, onClose }: { desk: Desk; remainCount: number; onClose: () => void }) {
  const { notice } = desk;
  if (notice === null) return null;
  const says = notice.kind === 'changed' ? sayChanged(notice.changed, remainCount) : notice.message;
  return (
    <div role="alert" className="flex items-center gap-2.5 border-b border-line bg-warn-weak py-1.5 pr-2 pl-4">
      <TriangleAlert size={14} aria-hidden className="flex-none text-warn" />
      <p className="min-w-0 flex-1">
        {notice.kind === 'changed' && notice.isRefused === true && <b className="font-[560]">Not applied. </b>}
        {says}{' '}
        {notice.kind === 'changed'
          ? 'Your exclusions are kept.'
          : 'Nothing of it was applied; what you did here is kept.'}
      </p>
      <IconButton label="Close message" onClick={onClose}>
        <X size={14} aria-hidden />
      </IconButton>
    </div>
  );
}
