import { availableParallelism, constants, setPriority } from 'node:os';
import path from 'node:path';
import { config } from '@/lib/config.server';
import { serveThread } from '@/lib/embeddings/serve-thread.server';
import { layOutMatrix, type MapProgress, type MapRequest } from '@/lib/maps/lay-out-matrix.server';
import { startMachine } from '@/lib/math/kernels/machine.server';

// On Linux this is the priority of the calling thread, which the threads that it starts inherit; elsewhere it would be
// that of the whole worker, which others wait for.
if (process.platform === 'linux') setPriority(constants.priority.PRIORITY_LOW);

serveThread<MapRequest, Float32Array, MapProgress>(async (request, report) => {
  const script = path.join(config().paths.build, 'kernel-thread.worker.mjs');
  const machine = startMachine({ script, threadCount: availableParallelism() });
  try {
    const result = await layOutMatrix(machine, request, report);
    return { result, transfer: [result.buffer as ArrayBuffer] };
  } finally {
    machine.close();
  }
});
