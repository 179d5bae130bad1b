import { isMainThread } from 'node:worker_threads';

/** Time that a process has to end by itself after its parent is gone, before it is ended. */
const GRACE_MS = 8_000;

/**
 * Loaded before the body of every child process (node --import): when the parent ends, however it ends, the channel to
 * it closes, and this process takes that for SIGTERM. So a supervisor killed with -9 leaves nothing running.
 */
if (isMainThread && process.channel) {
  process.once('disconnect', () => {
    setTimeout(() => process.exit(1), GRACE_MS).unref();
    process.kill(process.pid, 'SIGTERM');
  });
  // Listening for the end of the parent must not keep a process alive that has nothing else to do.
  process.channel.unref();
}
