/**
 * The rules of deciding, undo and redo told a second time, as simply as possible and without the code under test:
 * maps and stacks in memory. Every change of a sample gets a token of its own, so "decided later" is "another token".
 */

export type Verb = 'accept' | 'label' | 'exclude' | 'clear';

type SampleModel = { label: string | null; exclusions: ReadonlySet<string>; token: string };
type Step = { seq: number; before: Map<number, SampleModel>; after: Map<number, SampleModel> };

export type Outcome =
  | { refused: true }
  | { refused: false; sampleCount: number; conflictCount: number; touched: number[]; kept: number[] };

export class LabelModel {
  readonly samples: SampleModel[];
  seq = 0;
  private readonly done = new Map<string, Step[]>();
  private readonly undone = new Map<string, Step[]>();

  constructor(sampleCount: number) {
    this.samples = Array.from({ length: sampleCount }, () => ({
      label: null,
      exclusions: new Set<string>(),
      token: 'start',
    }));
  }

  get labeledCount(): number {
    return this.samples.filter((sample) => sample.label !== null).length;
  }

  decide(person: string, verb: Verb, labelClass: string, given: number[], excluded: number[]): Outcome {
    const changes = new Map<number, Omit<SampleModel, 'token'>>();
    let conflictCount = 0;
    for (const index of given) {
      const { label, exclusions } = this.at(index);
      if (verb === 'clear') {
        if (label !== null) changes.set(index, { label: null, exclusions });
      } else if (verb === 'exclude') {
        this.noteExclusion(changes, index, labelClass);
      } else if (verb === 'accept' && label !== null && label !== labelClass) {
        conflictCount += 1;
      } else if (label !== labelClass) {
        changes.set(index, {
          label: labelClass,
          exclusions: new Set([...exclusions].filter((name) => name !== labelClass)),
        });
      }
    }
    const sampleCount = changes.size;
    if (verb === 'accept') for (const index of excluded) this.noteExclusion(changes, index, labelClass);
    if (changes.size === 0) return { refused: true };
    const step = this.apply(
      new Map([...changes].map(([index, change]) => [index, { ...change, token: `${this.seq + 1}` }])),
    );
    this.stack(this.done, person).push(step);
    this.undone.set(person, []);
    return { refused: false, sampleCount, conflictCount, touched: [...changes.keys()], kept: [] };
  }

  undo(person: string): Outcome {
    return this.turn(person, this.done, this.undone);
  }

  redo(person: string): Outcome {
    return this.turn(person, this.undone, this.done);
  }

  private turn(person: string, from: Map<string, Step[]>, to: Map<string, Step[]>): Outcome {
    const step = this.stack(from, person).pop();
    if (step === undefined) return { refused: true };
    const going = [...step.after]
      .filter(([index, state]) => this.at(index).token === state.token)
      .map(([index]) => index);
    const kept = [...step.after.keys()].filter((index) => !going.includes(index));
    const back = new Map(going.map((index) => [index, step.before.get(index) ?? this.at(index)]));
    this.stack(to, person).push(this.apply(back));
    return { refused: false, sampleCount: going.length, conflictCount: kept.length, touched: going, kept };
  }

  private apply(after: Map<number, SampleModel>): Step {
    this.seq += 1;
    const before = new Map([...after.keys()].map((index) => [index, this.at(index)]));
    for (const [index, state] of after) this.samples[index] = state;
    return { seq: this.seq, before, after };
  }

  private noteExclusion(changes: Map<number, Omit<SampleModel, 'token'>>, index: number, labelClass: string): void {
    const { label, exclusions } = this.at(index);
    if (exclusions.has(labelClass)) return;
    changes.set(index, {
      label: label === labelClass ? null : label,
      exclusions: new Set([...exclusions, labelClass]),
    });
  }

  private at(index: number): SampleModel {
    const sample = this.samples[index];
    if (sample === undefined) throw new Error(`No sample ${index} in the model.`);
    return sample;
  }

  private stack(stacks: Map<string, Step[]>, person: string): Step[] {
    const stack = stacks.get(person) ?? [];
    stacks.set(person, stack);
    return stack;
  }
}
