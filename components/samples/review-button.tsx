'use client';

import { ListChecks } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { useCommands, useKeysOf } from '@/components/shell/commands';
import { Button } from '@/components/ui/button';
import { formatCount } from '@/components/ui/format';
import { Tooltip } from '@/components/ui/tooltip';

/** "Review all 1,204": says on hover and on focus what opening them means, before it is pressed. */
export function ReviewButton(props: { matchCount: number; preview: ReactNode; onOpen: () => Promise<void> }) {
  const { matchCount, preview, onOpen } = props;
  const keys = useKeysOf('samples.reviewAll');
  const [isOpening, setIsOpening] = useState(false);
  const open = async () => {
    setIsOpening(true);
    await onOpen().finally(() => setIsOpening(false));
  };
  const isHeld = matchCount === 0 || isOpening;
  const says = `Review all ${formatCount(matchCount)}`;
  useCommands([{ id: 'samples.reviewAll', says, heading: 'This list', enabled: !isHeld, run: () => void open() }]);
  return (
    <Tooltip says={preview}>
      <Button
        size="s"
        icon={<ListChecks size={14} aria-hidden />}
        keys={keys}
        disabled={isHeld}
        onClick={() => void open()}
      >
        {says}
      </Button>
    </Tooltip>
  );
}
