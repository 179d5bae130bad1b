import { expect, test } from 'vitest';
import { personNamed } from '@/lib/auth/repo.server';
import { useTestDatabase } from '@/tests/support/database';

const own = useTestDatabase();

test('requests of a new person that come at once are those of one person', async () => {
  for (const name of ['Ada', 'Zoë', 'Lin']) {
    const actors = await Promise.all(Array.from({ length: 8 }, () => personNamed(own.db, name)));
    expect(new Set(actors.map(({ personId }) => personId)).size).toBe(1);
    expect(await own.db.person.count({ where: { name } })).toBe(1);
  }
});
