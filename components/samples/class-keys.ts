import type { Command } from '@/components/shell/commands';
import type { CommandId } from '@/components/shell/keymap';
import type { LabelClass } from '@/lib/datasets/label-class';

/** How many classes have a key of their own: 1–9, 0 and ⇧1–⇧0. */
const KEYED_COUNT = 20;

/** The command whose key chooses the class at this place, from 0; undefined beyond the twentieth. */
export function keyOfPlace(place: number): CommandId | undefined {
  return place < KEYED_COUNT ? (`class.choose.${place + 1}` as CommandId) : undefined;
}

/** One command for each class: the first twenty answer to keys, all stand in the palette. */
export function classCommands(
  classes: readonly LabelClass[],
  sampleCount: number,
  heading: string,
  choose: (labelClass: LabelClass) => void,
): Command[] {
  return classes.map((labelClass, place) => ({
    id: keyOfPlace(place) ?? `class.choose.${place + 1}`,
    says: `Label ${sampleCount.toLocaleString('en-US')} as ${labelClass.name}`,
    heading,
    enabled: sampleCount > 0,
    run: () => choose(labelClass),
  }));
}
