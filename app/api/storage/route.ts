import { db } from '@/lib/db/client.server';
import { readRoute } from '@/lib/http/route.server';
import { reportStorage } from '@/lib/storage/sweep.server';

export const GET = readRoute({ run: () => reportStorage(db()) });
