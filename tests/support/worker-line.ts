import { WorkerRelay } from '@/bin/worker-relay';
import { type CallHandler, openWorkerChannel, serveCalls, type WorkerLine } from '@/lib/jobs/worker-channel.server';

/** A line whose messages go to `send`, and to which `deliver` brings messages, copied as between processes. */
function makeLine(send: (message: unknown) => void): { line: WorkerLine; deliver: (message: object) => boolean } {
  const receivers: ((message: unknown) => void)[] = [];
  return {
    line: {
      send: (message) => send(JSON.parse(JSON.stringify(message))),
      listen: (receive) => receivers.push(receive),
    },
    deliver: (message) => {
      const copy: unknown = JSON.parse(JSON.stringify(message));
      setImmediate(() => {
        for (const receive of receivers) receive(copy);
      });
      return true;
    },
  };
}

/** Lets this process be web process and worker in one, with the supervisor's own relay between the two. */
export function joinWorker(handlers: Readonly<Record<string, CallHandler>>): { stopWorker: () => void } {
  let isRunning = true;
  const web = makeLine((message) => relay.fromWeb(message));
  const worker = makeLine((message) => relay.fromWorker(message));
  const relay = new WorkerRelay((message) => isRunning && worker.deliver(message), web.deliver);
  openWorkerChannel(web.line);
  serveCalls(worker.line, handlers);
  return {
    stopWorker: () => {
      isRunning = false;
      relay.workerEnded();
    },
  };
}
