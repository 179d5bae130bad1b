import { db } from '@/lib/db/client.server';
import { pingDatabase } from '@/lib/db/ping.server';
import { readRoute } from '@/lib/http/route.server';
import packageFile from '@/package.json';

export const dynamic = 'force-dynamic';

export const GET = readRoute({
  run: async () => {
    await pingDatabase(db());
    return { ok: true, version: packageFile.version };
  },
});
