/** The ids of the k best scores of each of some lists; of equal scores the smaller id. −1 stands where there are fewer. */
export class TopScores {
  readonly ids: Int32Array;
  readonly scores: Int32Array;

  constructor(
    readonly count: number,
    readonly k: number,
  ) {
    this.ids = new Int32Array(count * k).fill(-1);
    this.scores = new Int32Array(count * k).fill(-(2 ** 31));
  }

  /** Offers an id that the list has not been offered before. */
  offer(list: number, id: number, score: number): void {
    const { ids, scores, k } = this;
    const from = list * k;
    let place = from + k;
    while (place > from && isBefore(id, score, ids[place - 1] as number, scores[place - 1] as number)) place -= 1;
    if (place === from + k) return;
    ids.copyWithin(place + 1, place, from + k - 1);
    scores.copyWithin(place + 1, place, from + k - 1);
    ids[place] = id;
    scores[place] = score;
  }
}

function isBefore(id: number, score: number, otherId: number, otherScore: number): boolean {
  return otherId < 0 || score > otherScore || (score === otherScore && id < otherId);
}
