import { readFileSync } from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import next from 'next';
import { Attempts } from '@/lib/auth/attempts';
import { configOrExit } from '@/lib/config.server';
import { closeDatabase } from '@/lib/db/client.server';
import { listAllowedHosts } from '@/lib/http/guard';
import { createGuardedServer } from '@/lib/http/guard.server';
import { lineToSupervisor, openWorkerChannel } from '@/lib/jobs/worker-channel.server';
import { closeLiveHub } from '@/lib/live/hub.server';

/** Time that answers in flight have to finish when the server stops. */
const DRAIN_MS = 2_000;

const isDevelopment = process.argv.includes('--dev');
const config = configOrExit();
const { PORT: port, HOST: host, paths } = config;

const line = lineToSupervisor();
if (line !== null) openWorkerChannel(line);

// Next hears of sockets on this server, which never listens itself: they must come through the guard.
const nextSockets = http.createServer();
const app = next({
  dev: isDevelopment,
  dir: paths.project,
  hostname: host,
  port,
  httpServer: nextSockets,
});
await app.prepare();

const server = createGuardedServer({
  allowedHosts: listAllowedHosts({ port, host, isLoopback: config.isLoopback, allowedHosts: config.ALLOWED_HOSTS }),
  access: {
    token: config.ACCESS_TOKEN,
    attempts: new Attempts(),
    tokensCss: readFileSync(path.join(paths.project, 'app/tokens.css'), 'utf8'),
  },
  isDevelopment,
  handle: app.getRequestHandler(),
  ...(isDevelopment
    ? {
        upgrade: async (request, socket, head) => {
          nextSockets.emit('upgrade', request, socket, head);
        },
      }
    : {}),
});

async function stop(): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  await closeLiveHub();
  server.closeIdleConnections();
  setTimeout(() => server.closeAllConnections(), DRAIN_MS).unref();
  await closed;
  await closeDatabase();
  process.exit(0);
}

let isStopping = false;
for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.on(signal, () => {
    if (isStopping) return;
    isStopping = true;
    stop().catch(() => process.exit(1));
  });
}

server.once('error', (error) => {
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
});
server.listen(port, host, () => process.send?.('ready'));
