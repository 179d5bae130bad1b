import { cosineOfRows, type Rows } from '@/lib/math/vectors';

/** Keeps the `limit` vectors that point most in the direction of one, as they are offered. */
export class NearestKeeper {
  private readonly centre: Rows;
  private readonly kept: { id: string; cosine: number }[] = [];

  constructor(
    vector: Float32Array,
    private readonly limit: number,
  ) {
    this.centre = oneRow(vector);
  }

  offer(id: string, vector: Float32Array): void {
    const cosine = cosineOfRows(this.centre, 0, oneRow(vector), 0);
    const last = this.kept.at(-1);
    if (this.kept.length === this.limit && last !== undefined && !isNearer({ id, cosine }, last)) return;
    const place = this.kept.findIndex((other) => isNearer({ id, cosine }, other));
    this.kept.splice(place < 0 ? this.kept.length : place, 0, { id, cosine });
    if (this.kept.length > this.limit) this.kept.pop();
  }

  /** Ids, nearest first; of equally near ones the smaller id. */
  ids(): string[] {
    return this.kept.map(({ id }) => id);
  }
}

type Near = { id: string; cosine: number };

function isNearer(a: Near, b: Near): boolean {
  return a.cosine > b.cosine || (a.cosine === b.cosine && a.id < b.id);
}

function oneRow(values: Float32Array): Rows {
  return { values, rowCount: 1, columnCount: values.length };
}
