import { randomUUID } from 'node:crypto';

const name = `sheaf_test_${process.pid}_${randomUUID().slice(0, 8)}`;

/** The name of the database that belongs to this file of tests alone. */
export function databaseNameOfFile(): string {
  return name;
}
