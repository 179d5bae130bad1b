import type { PlacedCommand } from '@/components/shell/command-stack';
import type { Command } from '@/components/shell/commands';
import type { Keymap } from '@/components/shell/keymap';

export type ListedCommand = { command: Command; says: string; keys: string | undefined };
export type CommandGroup = { heading: string; commands: ListedCommand[] };
const GENERAL = 'Here';
const LAST = 'Go to';

function list(command: Command, keymap: Keymap): ListedCommand | null {
  const entry = keymap[command.id];
  const says = command.says === undefined ? entry?.says : command.says;
  if (says === undefined || says === null || command.enabled === false) return null;
  return { command, says, keys: entry?.keys[0] };
}

/**
 * What the palette shows of the commands of the moment: those that can run and have words, each once (the uppermost wins),
 * under their headings; those of the screen before places.
 */
export function groupCommands(placed: readonly PlacedCommand<Command>[], keymap: Keymap): CommandGroup[] {
  const groups = new Map<string, ListedCommand[]>();
  const seen = new Set<string>();
  for (const { command } of placed) {
    const listed = list(command, keymap);
    if (listed === null || seen.has(command.id)) continue;
    seen.add(command.id);
    const heading = command.heading ?? GENERAL;
    groups.set(heading, [...(groups.get(heading) ?? []), listed]);
  }
  const inOrder = [...groups.entries()].sort(([one], [other]) => Number(one === LAST) - Number(other === LAST));
  return inOrder.map(([heading, commands]) => ({ heading, commands }));
}
