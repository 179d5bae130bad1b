import { v7 as uuidv7 } from 'uuid';
import type { Actor } from '@/lib/auth/actor';
import type { Tx } from '@/lib/db/client.server';

// A name is asked for with every write and a Person is never renamed or deleted.
const known = new Map<string, string>();
const KNOWN_LIMIT = 10_000;

/** The person of this name, made on first sight. The name is already checked. */
export async function personNamed(tx: Tx, name: string): Promise<Actor> {
  const knownId = known.get(name);
  if (knownId !== undefined) return { personId: knownId, personName: name };
  // An upsert looks before it writes; the first two requests of a person can come at once.
  await tx.person.createMany({ data: [{ id: uuidv7(), name }], skipDuplicates: true });
  const person = await tx.person.findUniqueOrThrow({ where: { name }, select: { id: true } });
  if (known.size >= KNOWN_LIMIT) known.clear();
  known.set(name, person.id);
  return { personId: person.id, personName: name };
}
