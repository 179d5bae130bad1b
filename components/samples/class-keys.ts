import type { Command } from '@/components/shell/commands';
import type { CommandId } from '@/components/shell/keymap';
import { classesByKey, KEY_PLACES, type LabelClass } from '@/lib/datasets/label-class';

/** The command whose key chooses a class: by the order of the classes, or as a person gave keys; undefined beyond the twentieth. */
export function keyOfClass(classes: readonly LabelClass[], labelClassId: string): CommandId | undefined {
  const place = classesByKey(classes).findIndex((one) => one?.id === labelClassId);
  return place < 0 ? undefined : (`class.choose.${place + 1}` as CommandId);
}

/** One command for each class: those with a key answer to it, all stand in the palette. */
export function classCommands(
  classes: readonly LabelClass[],
  sampleCount: number,
  heading: string,
  choose: (labelClass: LabelClass) => void,
): Command[] {
  const places = new Map(classesByKey(classes).map((one, place) => [one?.id, place]));
  return classes.map((labelClass, index) => ({
    id: `class.choose.${(places.get(labelClass.id) ?? classes.length + KEY_PLACES.length + index) + 1}`,
    says: `Label ${sampleCount.toLocaleString('en-US')} as ${labelClass.name}`,
    heading,
    enabled: sampleCount > 0,
    run: () => choose(labelClass),
  }));
}
