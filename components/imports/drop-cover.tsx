import { Upload } from 'lucide-react';
import type { ReactNode } from 'react';

/** Lies over the window while files hang over it, and says what a drop will do. */
export function DropCover({ children }: { children: ReactNode }) {
  return (
    <div className="pointer-events-none fixed inset-3 z-30 grid place-items-center rounded-dialog border-2 border-accent bg-accent-weak">
      <p className="flex items-center gap-3 text-20 font-[600]">
        <Upload size={24} aria-hidden className="text-accent-text" />
        {children}
      </p>
    </div>
  );
}
