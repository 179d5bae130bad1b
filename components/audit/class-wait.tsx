import { useOutbox } from '@/components/outbox/outbox-notice';
import { pageOutbox } from '@/components/outbox/outbox-page';
import { Button } from '@/components/ui/button';

/** Why answers do not go out: the class that one of them is of waits for a server that is away. */
export function ClassWait({ name }: { name: string | null }) {
  const { problem } = useOutbox();
  if (name === null || problem === null) return null;
  return (
    <div role="alert" className="flex items-center gap-3 border-b border-line bg-danger-weak px-4 py-1.5">
      <p className="min-w-0 flex-1 wrap-anywhere">
        The server cannot be reached. The class “{name}” and your answers from it on are kept in this browser, and go
        out as soon as it answers.
      </p>
      <Button size="s" onClick={() => pageOutbox().retry()}>
        Try now
      </Button>
    </div>
  );
}
