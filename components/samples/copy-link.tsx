'use client';

import { Link2 } from 'lucide-react';
import { Button } from '@/components/ui/button';
import { useToast } from '@/components/ui/toast';

/** Copies the address of this very list. Browsers allow that on this machine and over https only. */
export function CopyLink() {
  const showToast = useToast();
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(window.location.href);
      showToast({ says: 'Link copied. It leads to this list with its filters.' });
    } catch {
      showToast({ says: 'The browser does not let this page copy. Copy the address above instead.', tone: 'error' });
    }
  };
  return (
    <Button size="s" icon={<Link2 size={14} aria-hidden />} onClick={() => void copy()}>
      Copy link
    </Button>
  );
}
