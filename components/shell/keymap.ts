/** Where a command's keys work. Keys of `everywhere` work on every screen, below those of the screen itself. */
export type Place =
  | 'everywhere'
  | 'home'
  | 'import'
  | 'overview'
  | 'review'
  | 'map'
  | 'audit'
  | 'split'
  | 'samples'
  | 'sample'
  | 'classes'
  | 'versions'
  | 'operations';

/** What the commands of a block in the help overlay are for, in the order in which the blocks stand. */
export const PURPOSES = ['Decide', 'Exceptions', 'Look', 'Groups', 'Samples', 'Everywhere'] as const;
export type Purpose = (typeof PURPOSES)[number];

export type KeymapEntry = {
  /** "Shift+X", "Mod+K" (⌘ or Ctrl), "G O" (one after the other). The first is the one that is drawn. */
  keys: readonly string[];
  where: readonly Place[];
  purpose: Purpose;
  says: string;
  /** Works while a person types in a field as well. */
  whileTyping?: true;
  /** Commands with the same series stand in the help overlay as one line until it is opened. */
  series?: string;
};

const DIGITS = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '0'] as const;
type Digit = (typeof DIGITS)[number];
const DECIDING = ['review', 'samples', 'sample'] as const;
const NAMING = [...DECIDING, 'audit', 'classes'] as const;
const PARTS = ['A', 'B', 'C', 'D', 'E', 'F', 'G', 'H'] as const;
/** Screens on which single letters name things: keys that come one after the other rest there. */
const WITHOUT_SEQUENCES: readonly Place[] = ['split'];

function chooseClass(digit: Digit, row: 0 | 10): KeymapEntry {
  const position = row + (digit === '0' ? 10 : Number(digit));
  return {
    keys: [row === 0 ? digit : `Shift+${digit}`],
    where: [...DECIDING, 'audit', 'split'],
    purpose: 'Decide',
    says: `Choose class ${position}`,
    series: row === 0 ? 'Choose class 1 to 10' : 'Choose class 11 to 20',
  };
}

function entriesOfClasses(): Record<`class.choose.${number}`, KeymapEntry> {
  const first = DIGITS.map((digit, position) => [`class.choose.${position + 1}`, chooseClass(digit, 0)]);
  const second = DIGITS.map((digit, position) => [`class.choose.${position + 11}`, chooseClass(digit, 10)]);
  return Object.fromEntries([...first, ...second]);
}

function entriesOfParts(): Record<`split.part.${number}`, KeymapEntry> {
  const entries = PARTS.map((part, position): [string, KeymapEntry] => [
    `split.part.${position + 1}`,
    { keys: [part], where: ['split'], purpose: 'Groups', says: `Go to part ${part}`, series: 'Go to part A to H' },
  ]);
  return Object.fromEntries(entries);
}

/** Every command that has a key, with the key it comes with. People may give it others; see `withOverrides`. */
export const KEYMAP = {
  ...entriesOfClasses(),
  'class.find': { keys: ['C'], where: NAMING, purpose: 'Decide', says: 'Find or create a class' },
  'review.accept': {
    keys: ['Enter'],
    where: ['review'],
    purpose: 'Decide',
    says: 'Accept the cluster minus exclusions',
  },
  'review.acceptSelected': {
    keys: ['Shift+Enter'],
    where: ['review'],
    purpose: 'Decide',
    says: 'Accept only the selected',
  },
  'review.notThisClass': { keys: ['Shift+X'], where: ['review', 'sample'], purpose: 'Decide', says: 'Not this class' },
  'review.skip': { keys: ['N'], where: ['review'], purpose: 'Decide', says: 'Skip: comes back last' },
  'label.clear': { keys: ['Backspace'], where: ['samples', 'sample'], purpose: 'Decide', says: 'Clear the label' },

  'review.exclude': { keys: ['X'], where: ['review'], purpose: 'Exceptions', says: 'Exclude or include' },
  'select.toggle': { keys: ['Shift+Space'], where: ['review'], purpose: 'Exceptions', says: 'Select or deselect' },
  'select.all': { keys: ['Mod+A'], where: ['review', 'samples', 'map'], purpose: 'Exceptions', says: 'Select all' },
  'select.clear': {
    keys: ['Escape'],
    where: ['map', 'review', 'samples', 'sample'],
    purpose: 'Exceptions',
    says: 'Clear the selection, then close',
  },
  'boundary.less': { keys: ['['], where: ['review'], purpose: 'Exceptions', says: 'Boundary: one fewer inside' },
  'boundary.more': { keys: [']'], where: ['review'], purpose: 'Exceptions', says: 'Boundary: one more inside' },
  'boundary.lessTen': {
    keys: ['Shift+['],
    where: ['review'],
    purpose: 'Exceptions',
    says: 'Boundary: ten fewer inside',
  },
  'boundary.moreTen': {
    keys: ['Shift+]'],
    where: ['review'],
    purpose: 'Exceptions',
    says: 'Boundary: ten more inside',
  },
  'boundary.reset': { keys: ['B'], where: ['review'], purpose: 'Exceptions', says: 'Back to the proposed boundary' },

  'move.left': {
    keys: ['ArrowLeft'],
    where: ['map', 'review', 'samples', 'sample'],
    purpose: 'Look',
    says: 'Move left',
  },
  'move.right': {
    keys: ['ArrowRight'],
    where: ['map', 'review', 'samples', 'sample'],
    purpose: 'Look',
    says: 'Move right',
  },
  'move.up': { keys: ['ArrowUp'], where: ['map', 'review', 'samples', 'operations'], purpose: 'Look', says: 'Move up' },
  'move.down': {
    keys: ['ArrowDown'],
    where: ['map', 'review', 'samples', 'operations'],
    purpose: 'Look',
    says: 'Move down',
  },
  'extend.left': {
    keys: ['Shift+ArrowLeft'],
    where: ['review', 'samples'],
    purpose: 'Look',
    says: 'Extend the selection left',
  },
  'extend.right': {
    keys: ['Shift+ArrowRight'],
    where: ['review', 'samples'],
    purpose: 'Look',
    says: 'Extend the selection right',
  },
  'extend.up': {
    keys: ['Shift+ArrowUp'],
    where: ['review', 'samples'],
    purpose: 'Look',
    says: 'Extend the selection up',
  },
  'extend.down': {
    keys: ['Shift+ArrowDown'],
    where: ['review', 'samples'],
    purpose: 'Look',
    says: 'Extend the selection down',
  },
  'move.first': { keys: ['Home'], where: ['review', 'samples'], purpose: 'Look', says: 'To the core, or the first' },
  'move.last': { keys: ['End'], where: ['review', 'samples'], purpose: 'Look', says: 'To the fringe, or the last' },
  'look.closer': {
    keys: ['Space'],
    where: ['review', 'samples'],
    purpose: 'Look',
    says: 'Look closer; again: what the model sees',
  },
  'similar.find': { keys: ['.'], where: ['review', 'samples'], purpose: 'Look', says: 'Similar samples' },
  'tiles.smaller': { keys: ['-'], where: ['review', 'samples'], purpose: 'Look', says: 'Smaller tiles' },
  'tiles.larger': { keys: ['+', '='], where: ['review', 'samples'], purpose: 'Look', says: 'Larger tiles' },

  'cluster.next': { keys: ['J'], where: ['review'], purpose: 'Groups', says: 'Next cluster' },
  'cluster.previous': { keys: ['K'], where: ['review'], purpose: 'Groups', says: 'Previous cluster' },
  'review.split': { keys: ['S'], where: ['review'], purpose: 'Groups', says: 'Split into parts' },
  'samples.reviewAll': { keys: ['R'], where: ['samples'], purpose: 'Samples', says: 'Review all that match' },
  'review.merge': { keys: ['M'], where: ['review'], purpose: 'Groups', says: 'Merge with other groups' },
  'review.park': { keys: ['P'], where: ['review'], purpose: 'Groups', says: 'Park with a note' },
  'review.oneOfEach': { keys: ['O'], where: ['review'], purpose: 'Groups', says: 'One of each: fold near-duplicates' },
  ...entriesOfParts(),
  'split.accept': { keys: ['Enter'], where: ['split'], purpose: 'Groups', says: 'Accept the parts with a class' },
  'split.keep': { keys: ['K'], where: ['split'], purpose: 'Groups', says: 'Keep the parts, decide later' },
  'split.exclude': { keys: ['X'], where: ['split'], purpose: 'Groups', says: 'Exclude or include in a part' },
  'split.look': { keys: ['Space'], where: ['split'], purpose: 'Groups', says: 'Look closer at a sample of a part' },
  'split.left': { keys: ['ArrowLeft'], where: ['split'], purpose: 'Groups', says: 'Move left in a part' },
  'split.right': { keys: ['ArrowRight'], where: ['split'], purpose: 'Groups', says: 'Move right in a part' },
  'split.up': { keys: ['ArrowUp'], where: ['split'], purpose: 'Groups', says: 'Move up in a part' },
  'split.down': { keys: ['ArrowDown'], where: ['split'], purpose: 'Groups', says: 'Move down in a part' },
  'split.more': { keys: [']'], where: ['split'], purpose: 'Groups', says: 'One part more' },
  'split.fewer': { keys: ['['], where: ['split'], purpose: 'Groups', says: 'One part fewer' },
  'split.close': { keys: ['Escape'], where: ['split'], purpose: 'Groups', says: 'Leave the split as it was' },
  'review.audit': { keys: ['Q'], where: ['review'], purpose: 'Groups', says: 'Audit by a random sample' },
  'audit.none': { keys: ['X'], where: ['audit'], purpose: 'Groups', says: 'Audit: none of these classes' },
  'audit.cannotTell': { keys: ['N'], where: ['audit'], purpose: 'Groups', says: 'Audit: cannot tell' },
  'audit.back': { keys: ['ArrowLeft'], where: ['audit'], purpose: 'Groups', says: 'Audit: back to change an answer' },
  'audit.forward': { keys: ['ArrowRight'], where: ['audit'], purpose: 'Groups', says: 'Audit: forward again' },
  'audit.look': { keys: ['Space'], where: ['audit'], purpose: 'Groups', says: 'Audit: what the model sees' },
  'audit.accept': { keys: ['Enter'], where: ['audit'], purpose: 'Groups', says: 'Audit: accept once it has passed' },
  'audit.split': { keys: ['S'], where: ['audit'], purpose: 'Groups', says: 'Audit: split instead' },
  'audit.close': {
    keys: ['Escape'],
    where: ['audit'],
    purpose: 'Groups',
    says: 'Audit: leave; it can be gone on with',
  },
  'class.example': {
    keys: ['E'],
    where: ['review'],
    purpose: 'Groups',
    says: 'Use the sample as an example of the class',
  },
  'class.rename': { keys: ['F2'], where: ['classes'], purpose: 'Groups', says: 'Rename the class' },
  'class.up': { keys: ['Shift+ArrowUp'], where: ['classes'], purpose: 'Groups', says: 'Move the class up' },
  'class.down': { keys: ['Shift+ArrowDown'], where: ['classes'], purpose: 'Groups', says: 'Move the class down' },
  'class.in': {
    keys: ['Shift+ArrowRight'],
    where: ['classes'],
    purpose: 'Groups',
    says: 'Move the class below the one above',
  },
  'class.out': { keys: ['Shift+ArrowLeft'], where: ['classes'], purpose: 'Groups', says: 'Move the class out a level' },
  'class.merge': { keys: ['M'], where: ['classes'], purpose: 'Groups', says: 'Merge the class into another' },
  'class.delete': { keys: ['Delete'], where: ['classes'], purpose: 'Groups', says: 'Delete the class' },
  'class.keep': { keys: ['Escape'], where: ['classes'], purpose: 'Groups', says: 'Leave a merge or a deletion' },
  'review.start': {
    keys: ['R'],
    where: ['overview', 'versions'],
    purpose: 'Groups',
    says: 'Review the next step',
  },

  'map.pan': { keys: ['V'], where: ['map'], purpose: 'Look', says: 'Pan the map' },
  'map.rectangle': { keys: ['B'], where: ['map'], purpose: 'Look', says: 'Enclose with a rectangle' },
  'map.lasso': { keys: ['L'], where: ['map'], purpose: 'Look', says: 'Enclose with a lasso' },
  'map.nearer': { keys: ['+', '='], where: ['map'], purpose: 'Look', says: 'Nearer' },
  'map.further': { keys: ['-'], where: ['map'], purpose: 'Look', says: 'Further away' },
  'map.whole': { keys: ['Home'], where: ['map'], purpose: 'Look', says: 'The whole map' },
  'map.review': { keys: ['R', 'Enter'], where: ['map'], purpose: 'Groups', says: 'Review what is chosen on the map' },

  'samples.filter': { keys: ['F'], where: ['samples'], purpose: 'Samples', says: 'Add a filter' },
  'samples.open': { keys: ['Enter'], where: ['samples'], purpose: 'Samples', says: 'Open the sample' },
  'samples.find': { keys: ['/'], where: ['everywhere'], purpose: 'Samples', says: 'Find samples, or filter this list' },
  'operation.revert': {
    keys: ['R'],
    where: ['operations'],
    purpose: 'Decide',
    says: 'Preview the revert of an operation; Enter reverts',
  },
  'operation.close': { keys: ['Escape'], where: ['operations'], purpose: 'Decide', says: 'Keep it, then close it' },
  'import.files': { keys: ['I'], where: ['home', 'import', 'overview'], purpose: 'Samples', says: 'Import samples' },
  'import.continue': { keys: ['Enter'], where: ['import'], purpose: 'Samples', says: 'Continue the import' },

  undo: { keys: ['Mod+Z'], where: ['everywhere'], purpose: 'Everywhere', says: 'Undo' },
  redo: { keys: ['Shift+Mod+Z'], where: ['everywhere'], purpose: 'Everywhere', says: 'Redo' },
  palette: { keys: ['Mod+K'], where: ['everywhere'], purpose: 'Everywhere', says: 'Search or run', whileTyping: true },
  'go.home': { keys: ['G D'], where: ['everywhere'], purpose: 'Everywhere', says: 'Datasets' },
  'go.overview': { keys: ['G O'], where: ['everywhere'], purpose: 'Everywhere', says: 'Overview' },
  'go.review': { keys: ['G R'], where: ['everywhere'], purpose: 'Everywhere', says: 'Review' },
  'go.map': { keys: ['G M'], where: ['everywhere'], purpose: 'Everywhere', says: 'Map' },
  'go.samples': { keys: ['G S'], where: ['everywhere'], purpose: 'Everywhere', says: 'Samples' },
  'go.operations': { keys: ['G L'], where: ['everywhere'], purpose: 'Everywhere', says: 'Operations' },
  'go.classes': { keys: ['G C'], where: ['everywhere'], purpose: 'Everywhere', says: 'Classes' },
  'go.versions': { keys: ['G V'], where: ['everywhere'], purpose: 'Everywhere', says: 'Versions' },
  help: { keys: ['?'], where: ['everywhere'], purpose: 'Everywhere', says: 'Keyboard help' },
} as const satisfies Record<string, KeymapEntry>;

export type CommandId = keyof typeof KEYMAP;
/** The keymap as the dispatcher and the help overlay read it. */
export type Keymap = Readonly<Record<string, KeymapEntry>>;
/** What a person changed: command → its only key, or `null` for none. */
export type KeyOverrides = Readonly<Record<string, string | null>>;

/** The keymap with a person's own keys in place of the given ones. Unknown commands among the overrides are dropped. */
export function withOverrides(keymap: Keymap, overrides: KeyOverrides): Keymap {
  const changed = Object.entries(keymap).map(([id, entry]) => {
    const own = overrides[id];
    return [id, own === undefined ? entry : { ...entry, keys: own === null ? [] : [own] }] as const;
  });
  return Object.fromEntries(changed);
}

function meet(one: KeymapEntry, other: KeymapEntry): boolean {
  const everywhere = one.where.includes('everywhere') || other.where.includes('everywhere');
  return everywhere || one.where.some((place) => other.where.includes(place));
}

function restsSequences({ where }: KeymapEntry): boolean {
  return where.every((place) => WITHOUT_SEQUENCES.includes(place));
}

/**
 * The commands that would answer to `keys` on a screen where `id` works too, or that wait for a key that `keys` begins with
 * ("G" and "G O").
 */
export function findClashes(keymap: Keymap, id: string, keys: string): string[] {
  const own = keymap[id];
  if (own === undefined) return [];
  const begins = (theirs: string) => theirs.startsWith(`${keys} `) || keys.startsWith(`${theirs} `);
  const clashes = (other: KeymapEntry) =>
    other.keys.some((theirs) => theirs === keys || (!restsSequences(own) && !restsSequences(other) && begins(theirs)));
  return Object.entries(keymap)
    .filter(([otherId, other]) => otherId !== id && meet(own, other) && clashes(other))
    .map(([otherId]) => otherId);
}
