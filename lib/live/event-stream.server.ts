import { writeEvent } from '@/lib/live/change';
import type { LiveHub } from '@/lib/live/hub.server';

/** A comment that often keeps proxies and dead connections from being taken for living ones. */
const HEARTBEAT_MS = 15_000;
/** A reader that leaves this much unread is too slow, or gone; it connects again and reads everything anew. */
const UNREAD_LIMIT_BYTES = 256 * 1024;

/**
 * The changes of one dataset as a text/event-stream. `readRevision` is asked for each hello, after the stream has begun
 * to listen, so that nothing falls between. What the page `pageId` said of itself ends with its stream. Throws Unavailable when too many streams are open.
 */
export function openEventStream(
  hub: LiveHub,
  { datasetId, pageId }: { datasetId: string; pageId?: string | undefined },
  readRevision: () => Promise<number>,
): Response {
  const encoder = new TextEncoder();
  let leave = () => {};
  const stream = new ReadableStream<Uint8Array>(
    {
      start(controller) {
        const close = () => {
          leave();
          try {
            controller.close();
          } catch {
            // Closed already, from the other side.
          }
        };
        const send = (text: string) => {
          if ((controller.desiredSize ?? 0) <= 0) return close();
          controller.enqueue(encoder.encode(text));
        };
        const sayHello = () =>
          void readRevision().then((revision) => send(writeEvent({ type: 'hello', revision })), close);
        const unsubscribe = hub.subscribe(datasetId, {
          onEvent: (event) => send(writeEvent(event)),
          onGap: sayHello,
          onClose: close,
        });
        const heartbeat = setInterval(() => send(': here\n\n'), HEARTBEAT_MS);
        leave = () => {
          clearInterval(heartbeat);
          unsubscribe();
          if (pageId !== undefined) hub.notePresence(datasetId, '', { pageId, groupId: null, isLeaving: true });
        };
        send('retry: 1000\n\n');
        sayHello();
        send(writeEvent({ type: 'presence', pages: hub.listPresent(datasetId) }));
      },
      cancel: () => leave(),
    },
    new ByteLengthQueuingStrategy({ highWaterMark: UNREAD_LIMIT_BYTES }),
  );
  return new Response(stream, {
    headers: {
      'Content-Type': 'text/event-stream; charset=utf-8',
      // Whatever stands between must neither keep nor collect nor compress what has to arrive at once.
      'Cache-Control': 'private, no-store, no-transform',
      'X-Accel-Buffering': 'no',
    },
  });
}
