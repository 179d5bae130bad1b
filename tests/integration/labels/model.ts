/**
 * The rules of the review desk told a second time, as simply as possible and without the code under test. A sample's state
 * is what its newest decision that stands left, without classes that are gone. Nothing else is remembered of it.
 */

/** Class → the number of the decision that gave it, so that two labels of a class are not mistaken for one. */
export type Entries = ReadonlyMap<string, number>;
export type SampleModel = { labels: Entries; exclusions: Entries };

export type Verb = 'accept' | 'label' | 'exclude' | 'clear';
export type Way = 'undo' | 'redo' | 'revert';
type Revert = { seq: number; person: string; way: Way };

export type Act = {
  seq: number;
  person: string;
  kind: 'decision' | 'class' | 'split' | 'merge' | 'park';
  reverts: Revert[];
  /** Samples whose state it changed when it was made; of a decision, with what it left. */
  touched: ReadonlySet<number>;
  after: ReadonlyMap<number, SampleModel>;
  /** Of a class edit: what it, or its newest revert, did to the life of the class. */
  edit?: { verb: ClassVerb; name: string; into: string | null; was: boolean | null; is: boolean | null };
  /** Of a regrouping. */
  fromIds: readonly string[];
  intoIds: readonly string[];
};
export type ClassVerb = 'create' | 'rename' | 'merge' | 'delete';

export type Outcome =
  | { refused: true }
  | { refused: false; sampleCount: number; conflictCount: number; touched: number[]; kept: number[] };

const REFUSED: Outcome = { refused: true };
const EMPTY: SampleModel = { labels: new Map(), exclusions: new Map() };
export const stands = ({ reverts }: Act): boolean => reverts.length % 2 === 0;

export class ReviewModel {
  seq = 0;
  readonly acts: Act[] = [];
  readonly live = new Map<string, boolean>();
  private readonly undone = new Map<string, number>();

  constructor(
    readonly sampleCount: number,
    classNames: readonly string[],
    readonly isMultiLabel: boolean,
  ) {
    for (const name of classNames) this.live.set(name, true);
  }

  get samples(): SampleModel[] {
    return Array.from({ length: this.sampleCount }, (_, index) => this.at(index));
  }

  at(index: number): SampleModel {
    const newest = this.acts.findLast((act) => act.kind === 'decision' && stands(act) && act.after.has(index));
    const { labels, exclusions } = newest?.after.get(index) ?? EMPTY;
    const moved = this.moveOffGone(labels);
    return { labels: moved, exclusions: without(this.moveOffGone(exclusions), moved.keys()) };
  }

  decide(person: string, verb: Verb, name: string, given: number[], excluded: number[]): Outcome {
    this.seq += 1;
    const after = new Map<number, SampleModel>();
    let conflictCount = 0;
    for (const index of given) {
      const before = this.at(index);
      const hasOther = before.labels.size > 0 && !before.labels.has(name);
      if (verb === 'accept' && hasOther && !this.isMultiLabel) conflictCount += 1;
      else this.note(after, index, this.change(before, verb, name));
    }
    const sampleCount = after.size;
    if (verb === 'accept') {
      for (const index of excluded) this.note(after, index, this.change(this.at(index), 'exclude', name));
    }
    if (after.size === 0) {
      this.seq -= 1;
      return REFUSED;
    }
    this.append({ person, kind: 'decision', touched: new Set(after.keys()), after });
    return { refused: false, sampleCount, conflictCount, touched: [...after.keys()], kept: [] };
  }

  editClass(person: string, verb: ClassVerb, name: string, into: string | null): void {
    const before = this.samples;
    const [was, is] = verb === 'rename' ? [null, null] : [verb !== 'create', verb === 'create'];
    this.seq += 1;
    const act = this.append({ person, kind: 'class', edit: { verb, name, into, was, is } });
    if (is !== null) this.live.set(name, is);
    act.touched = new Set(this.changedSince(before));
  }

  regroup(person: string, kind: 'split' | 'merge' | 'park', fromIds: string[], intoIds: string[]): void {
    this.seq += 1;
    this.append({ person, kind, fromIds, intoIds });
  }

  undo(person: string): Outcome {
    const steps = this.stepsOf(person).filter(
      ({ act, seq, doesStand }) =>
        !this.undone.has(`${seq}`) && doesStand && !(act.seq === seq && this.isUsedCreation(act)),
    );
    const step = steps.at(-1);
    if (step === undefined) return REFUSED;
    const outcome = this.turn(step.act, person, 'undo');
    if (!outcome.refused) this.undone.set(`${step.seq}`, this.seq);
    return outcome;
  }

  redo(person: string): Outcome {
    const steps = this.stepsOf(person);
    const undoneAt = ({ seq }: { seq: number }) => this.undone.get(`${seq}`) ?? 0;
    const waiting = steps.filter((step) => undoneAt(step) > 0 && !step.doesStand);
    const step = waiting.toSorted((a, b) => undoneAt(a) - undoneAt(b)).at(-1);
    if (step === undefined || undoneAt(step) < (steps.at(-1)?.seq ?? 0)) return REFUSED;
    const outcome = this.turn(step.act, person, 'redo');
    if (!outcome.refused) this.undone.delete(`${step.seq}`);
    return outcome;
  }

  /** Reverts whatever has this number in the log. */
  revert(person: string, seq: number): Outcome {
    const act = this.acts.find((one) => one.seq === seq || one.reverts.some((revert) => revert.seq === seq));
    if (act === undefined) return REFUSED;
    const above = act.reverts.filter((revert) => revert.seq > seq).length;
    return above % 2 === 1 ? REFUSED : this.turn(act, person, 'revert');
  }

  private turn(act: Act, person: string, way: Way): Outcome {
    if (this.isInTheWay(act)) return REFUSED;
    const before = this.samples;
    this.seq += 1;
    act.reverts.push({ seq: this.seq, person, way });
    const { edit } = act;
    if (edit !== undefined && edit.was !== null) {
      const isAsLeft = this.live.get(edit.name) === edit.is;
      if (isAsLeft) this.live.set(edit.name, edit.was);
      act.edit = isAsLeft ? { ...edit, was: edit.is, is: edit.was } : { ...edit, was: null, is: null };
    }
    const touched = this.changedSince(before);
    const kept = [...act.touched].filter((index) => !touched.includes(index));
    return { refused: false, sampleCount: touched.length, conflictCount: kept.length, touched, kept };
  }

  /** What stands on top of an act, or what it would come back to and is gone. */
  private isInTheWay(act: Act): boolean {
    const willStand = !stands(act);
    const others = this.acts.filter((other) => other !== act && stands(other));
    if (act.edit?.verb === 'merge') return willStand && this.live.get(act.edit.into ?? '') !== true;
    if (act.kind === 'park') {
      return willStand && others.some(({ kind, fromIds }) => kind === 'park' && fromIds[0] === act.fromIds[0]);
    }
    if (act.kind !== 'split' && act.kind !== 'merge') return false;
    const ids = willStand ? act.fromIds : act.intoIds;
    const isTaken = others.some(({ kind, fromIds }) => kind !== 'park' && fromIds.some((id) => ids.includes(id)));
    const isMissing = this.acts.some(
      (maker) => maker !== act && !stands(maker) && maker.intoIds.some((id) => act.fromIds.includes(id)),
    );
    return isTaken || (willStand && isMissing);
  }

  private stepsOf(person: string): { seq: number; act: Act; doesStand: boolean }[] {
    const steps = this.acts.flatMap((act) => [
      ...(act.person === person ? [{ seq: act.seq, act, doesStand: stands(act) }] : []),
      ...act.reverts.flatMap((revert, place) =>
        revert.person === person && revert.way === 'revert'
          ? [{ seq: revert.seq, act, doesStand: (act.reverts.length - place - 1) % 2 === 0 }]
          : [],
      ),
    ]);
    return steps.toSorted((a, b) => a.seq - b.seq);
  }

  private isUsedCreation({ edit }: Act): boolean {
    return edit?.verb === 'create' && this.samples.some(({ labels }) => labels.has(edit.name));
  }

  private append(act: Partial<Act> & Pick<Act, 'person' | 'kind'>): Act {
    const empty = { reverts: [], touched: new Set<number>(), after: new Map(), fromIds: [], intoIds: [] };
    const made: Act = { seq: this.seq, ...empty, ...act };
    this.acts.push(made);
    return made;
  }

  private change({ labels, exclusions }: SampleModel, verb: Verb, name: string): SampleModel {
    switch (verb) {
      case 'accept':
      case 'label': {
        const others = this.isMultiLabel ? labels : new Map<string, number>();
        const given = new Map([...others, [name, labels.get(name) ?? this.seq] as const]);
        return { labels: given, exclusions: without(exclusions, [name]) };
      }
      case 'exclude':
        return {
          labels: without(labels, [name]),
          exclusions: exclusions.has(name) ? exclusions : new Map([...exclusions, [name, this.seq] as const]),
        };
      case 'clear':
        return { labels: new Map(), exclusions };
    }
  }

  private note(after: Map<number, SampleModel>, index: number, state: SampleModel): void {
    if (!isSame(this.at(index), state)) after.set(index, state);
  }

  private changedSince(before: readonly SampleModel[]): number[] {
    return before.flatMap((state, index) => (isSame(state, this.at(index)) ? [] : [index]));
  }

  private moveOffGone(entries: Entries): Entries {
    const kept = new Map([...entries].filter(([name]) => this.live.get(name) === true));
    for (const [name, token] of entries) {
      const home = this.follow(name);
      if (home !== null && !kept.has(home)) kept.set(home, token);
    }
    return kept;
  }

  private follow(name: string): string | null {
    if (this.live.get(name) === true) return name;
    const end = this.acts.findLast(
      ({ edit, ...act }) =>
        edit?.name === name && (edit.verb === 'merge' || edit.verb === 'delete') && act.reverts.length % 2 === 0,
    );
    const into = end?.edit?.into ?? null;
    return into === null ? null : this.follow(into);
  }
}

function without(entries: Entries, names: Iterable<string>): Entries {
  const gone = new Set(names);
  return new Map([...entries].filter(([name]) => !gone.has(name)));
}

function isSame(a: SampleModel, b: SampleModel): boolean {
  const pack = ({ labels, exclusions }: SampleModel) =>
    JSON.stringify([[...labels].toSorted(byName), [...exclusions].toSorted(byName)]);
  return pack(a) === pack(b);
}

const byName = ([a]: readonly [string, number], [b]: readonly [string, number]) => (a < b ? -1 : 1);
