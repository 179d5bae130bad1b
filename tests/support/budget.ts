/** The long tier runs within a time that its caller sets; each test takes a share and says how far it got. */
export type Budget = {
  /** True while there is time left. */
  hasTime: () => boolean;
  seed: number;
  /** Prints one line that stays readable in a log. */
  say: (line: string) => void;
};

const DEFAULT_BUDGET_S = 1200;
const DEFAULT_SEED = 20_261_123;

/** A share (0 to 1) of SHEAF_LONG_BUDGET_S, from now on, with the seed of SHEAF_LONG_SEED. */
export function takeBudget(share: number): Budget {
  const totalS = Number(process.env.SHEAF_LONG_BUDGET_S ?? DEFAULT_BUDGET_S);
  const seed = Number(process.env.SHEAF_LONG_SEED ?? DEFAULT_SEED);
  const endMs = performance.now() + totalS * share * 1000;
  return {
    hasTime: () => performance.now() < endMs,
    seed,
    say: (line) => process.stdout.write(`long: ${line} (seed ${seed})\n`),
  };
}
