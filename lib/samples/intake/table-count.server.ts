import type { Inspection, TableSettings } from '@/lib/samples/import';
import { CompactHashSet } from '@/lib/samples/intake/compact-hash-set';
import type { IntakeInspection, IntakeProblem, IntakeResult } from '@/lib/samples/intake/intake-message';
import type { Send } from '@/lib/samples/intake/read-table.server';

const SHOWN_PROBLEMS = 200;
const SHOWN_LABELS = 500;
const COUNTED_LABELS = 20_000;
const HASH_BATCH = 5_000;

/** Counts the rows of tables without keeping them: new, duplicates within the files, left out, labels. */
export class TableCount {
  readonly #send: Send | null;
  readonly #seen = new CompactHashSet();
  readonly #labels = new Map<string, number>();
  readonly #problems: IntakeProblem[] = [];
  #hashes: string[] = [];
  #rowCount = 0;
  #leftOutCount = 0;
  #labelCount = 0;

  /** With `send`, the hash of every distinct text is sent on, in batches. */
  constructor(send: Send | null) {
    this.#send = send;
  }

  /** Counts a result; answers true now and then, when it is time to tell how far things are. */
  async add(result: IntakeResult): Promise<boolean> {
    this.#rowCount += 1;
    if ('problem' in result) {
      this.#leaveOut(result.problem);
    } else {
      const { payloadHash, label } = result.row;
      if (label !== null) this.#countLabel(label);
      if (this.#seen.add(Buffer.from(payloadHash, 'hex'))) this.#hashes.push(payloadHash);
      if (this.#hashes.length >= HASH_BATCH) await this.flush();
    }
    return this.#rowCount % HASH_BATCH === 0;
  }

  /** Counts a file that is left out whole. */
  addProblem(problem: IntakeProblem): void {
    this.#rowCount += 1;
    this.#leaveOut(problem);
  }

  async flush(): Promise<void> {
    const hashes = this.#hashes;
    this.#hashes = [];
    if (this.#send !== null && hashes.length > 0) await this.#send({ type: 'hashes', hashes });
  }

  /** The counts, with what else inspection found. Duplicates of what the dataset holds are for the parent to add. */
  toInspection(found: {
    table: TableSettings;
    columns: Inspection['columns'];
    rows: Inspection['rows'];
    warnings: string[];
  }): IntakeInspection {
    const labels = [...this.#labels].map(([name, count]) => ({ name, count }));
    labels.sort((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1));
    return {
      kind: 'table',
      ...found,
      rowCount: this.#rowCount,
      newCount: this.#seen.size,
      duplicateCount: this.#rowCount - this.#leftOutCount - this.#seen.size,
      leftOutCount: this.#leftOutCount,
      labelCount: this.#labelCount,
      labels: labels.slice(0, SHOWN_LABELS),
      problems: this.#problems,
    };
  }

  #leaveOut(problem: IntakeProblem): void {
    this.#leftOutCount += 1;
    if (this.#problems.length < SHOWN_PROBLEMS) this.#problems.push(problem);
  }

  #countLabel(label: string): void {
    this.#labelCount += 1;
    const count = this.#labels.get(label);
    if (count !== undefined) this.#labels.set(label, count + 1);
    else if (this.#labels.size < COUNTED_LABELS) this.#labels.set(label, 1);
  }
}
