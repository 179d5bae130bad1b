import { type Deciding, excludeTargets, takeClass } from '@/components/review/decisions';
import type { AcceptWords } from '@/components/review/wording';
import { type Command, useCommands } from '@/components/shell/commands';
import type { CommandId } from '@/components/shell/keymap';
import { classesByKey } from '@/lib/datasets/label-class';
import { type Desk, targetsOf } from '@/lib/review/desk';
import { type Direction, stepFrom } from '@/lib/review/selection';
import { memberRows, type PageRow } from '@/lib/review/tile-layout';

const CLASS_KEY_COUNT = 20;
const HEADING = 'This cluster';

export type ReviewTools = {
  deciding: Deciding;
  desk: Desk | null;
  rows: readonly PageRow[];
  words: AcceptWords | null;
  undo: () => void;
  redo: () => void;
  /** Accepts; without a class it leads to choosing one. */
  acceptOrChoose: () => void;
  /** Accepts the selected members alone, as the chosen class. */
  acceptSelected: () => void;
  findClass: () => void;
  lookCloser: (event: KeyboardEvent | null) => void;
  closeLook: () => boolean;
  findSimilar: () => void;
  stepTiles: (by: -1 | 1) => void;
  /** Whether an audit or a split stands in the place of the page: it has keys of its own. */
  isAway: boolean;
  onSplit: () => void;
  onAudit: () => void;
};

const DIRECTIONS: readonly Direction[] = ['left', 'right', 'up', 'down'];

function moveCommands({ deciding, desk, rows }: ReviewTools): Command[] {
  const { session } = deciding;
  const move = (direction: Direction, extend: boolean) => {
    const { desk: now } = session;
    if (now !== null) session.act({ kind: 'move', rank: stepFrom(memberRows(rows), now.cursor, direction), extend });
  };
  const enabled = desk !== null;
  const one = (id: CommandId, direction: Direction, extend: boolean): Command => ({
    id,
    says: null,
    enabled,
    run: () => move(direction, extend),
  });
  return [
    ...DIRECTIONS.map((direction) => one(`move.${direction}` as CommandId, direction, false)),
    ...DIRECTIONS.map((direction) => one(`extend.${direction}` as CommandId, direction, true)),
    one('move.first', 'first', false),
    one('move.last', 'last', false),
  ];
}

function classCommands({ deciding, desk }: ReviewTools): Command[] {
  const { session } = deciding;
  return Array.from({ length: CLASS_KEY_COUNT }, (_, position) => ({
    id: `class.choose.${position + 1}`,
    says: null,
    enabled: desk !== null,
    run: () => {
      const chosen = classesByKey(session.classes)[position] ?? null;
      if (chosen !== null) takeClass(deciding, chosen.id);
    },
  }));
}

function boundaryCommands({ deciding, desk }: ReviewTools): Command[] {
  const { session } = deciding;
  const nudge = (id: CommandId, by: number): Command => ({
    id,
    says: null,
    enabled: desk !== null,
    run: () => session.act({ kind: 'nudgeBoundary', by }),
  });
  const reset: Command = {
    id: 'boundary.reset',
    heading: HEADING,
    enabled: desk !== null && desk.boundary !== desk.group.head.boundaryRank,
    run: () => session.act({ kind: 'resetBoundary' }),
  };
  return [
    nudge('boundary.less', -1),
    nudge('boundary.more', 1),
    nudge('boundary.lessTen', -10),
    nudge('boundary.moreTen', 10),
    reset,
  ];
}

function selectCommands({ deciding, desk, closeLook }: ReviewTools): Command[] {
  const { session } = deciding;
  const enabled = desk !== null;
  const clear = () => {
    if (closeLook()) return;
    if ((session.desk?.selection.size ?? 0) > 0) session.act({ kind: 'clearSelection' });
    else if (session.desk?.filter) session.act({ kind: 'filter', filter: null });
    else session.act({ kind: 'notice', notice: null });
  };
  const toggle = () => {
    const { desk: now } = session;
    if (now !== null && now.cursor >= 0) session.act({ kind: 'pick', rank: now.cursor, how: 'toggle' });
  };
  const exclude = () =>
    session.desk !== null && session.act({ kind: 'toggleExcluded', ranks: targetsOf(session.desk) });
  return [
    { id: 'review.exclude', heading: HEADING, enabled, run: exclude },
    { id: 'select.toggle', says: null, enabled, run: toggle },
    { id: 'select.all', heading: HEADING, enabled, run: () => session.act({ kind: 'selectAll' }) },
    { id: 'select.clear', says: null, enabled, run: clear },
  ];
}

function decideCommands(tools: ReviewTools): Command[] {
  const { deciding, desk, words, undo, redo, acceptOrChoose } = tools;
  const { session } = deciding;
  const hasClass = desk !== null && desk.chosenClassId !== null;
  return [
    {
      id: 'review.accept',
      heading: HEADING,
      enabled: words !== null && (!words.isHeld || desk?.chosenClassId === null),
      ...(words === null ? {} : { says: words.says, detail: words.detail }),
      run: (event) => {
        if (event?.repeat !== true) acceptOrChoose();
      },
    },
    {
      id: 'review.acceptSelected',
      heading: HEADING,
      enabled: desk !== null && desk.selection.size > 0,
      // As with Enter: without a class the key asks for one.
      run: (event) => {
        if (event?.repeat === true) return;
        if (hasClass) tools.acceptSelected();
        else tools.findClass();
      },
    },
    { id: 'review.notThisClass', heading: HEADING, enabled: hasClass, run: () => excludeTargets(deciding) },
    {
      id: 'review.skip',
      heading: HEADING,
      enabled: desk !== null,
      run: () => session.skip(deciding.acts.standingCount),
    },
    { id: 'cluster.next', heading: HEADING, run: () => session.step(1) },
    { id: 'cluster.previous', heading: HEADING, run: () => session.step(-1) },
    { id: 'undo', heading: HEADING, run: undo },
    { id: 'redo', heading: HEADING, run: redo },
  ];
}

/** Every key of the review desk. */
export function useReviewCommands(tools: ReviewTools): void {
  const { desk, findClass, lookCloser, findSimilar, stepTiles, isAway, undo, redo } = tools;
  const enabled = desk !== null;
  const standing: Command[] = [
    { id: 'undo', heading: HEADING, run: undo },
    { id: 'redo', heading: HEADING, run: redo },
  ];
  const page: Command[] = [
    { id: 'review.split', heading: HEADING, enabled, run: tools.onSplit },
    { id: 'review.audit', heading: HEADING, enabled, run: tools.onAudit },
    ...decideCommands(tools),
    ...selectCommands(tools),
    ...boundaryCommands(tools),
    ...classCommands(tools),
    ...moveCommands(tools),
    { id: 'class.find', heading: HEADING, enabled, run: findClass },
    { id: 'look.closer', heading: HEADING, enabled, run: lookCloser },
    { id: 'similar.find', heading: HEADING, enabled: enabled && desk.cursor >= 0, run: findSimilar },
    { id: 'tiles.smaller', heading: HEADING, enabled, run: () => stepTiles(-1) },
    { id: 'tiles.larger', heading: HEADING, enabled, run: () => stepTiles(1) },
  ];
  useCommands(isAway ? standing : page);
}
