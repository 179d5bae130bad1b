export type PlacedCommand<Command> = { owner: number; command: Command };

/**
 * The commands of the moment, by the component that offers them. Who claimed a place later stands above: what lies deeper
 * in the page and what opened last, since a component renders before those inside it.
 */
export class CommandStack<Command> {
  private readonly byOwner = new Map<number, readonly Command[]>();
  private claimed = 0;

  /** A place for a component that is being made. */
  claim(): number {
    this.claimed += 1;
    return this.claimed;
  }

  /** Replaces an owner's commands and keeps the owner's place. */
  put(owner: number, commands: readonly Command[]): void {
    this.byOwner.set(owner, commands);
  }

  remove(owner: number): void {
    this.byOwner.delete(owner);
  }

  /** All commands, the uppermost owner first, each owner's in its own order. */
  list(): PlacedCommand<Command>[] {
    const owners = [...this.byOwner.entries()].sort(([one], [other]) => other - one);
    return owners.flatMap(([owner, commands]) => commands.map((command) => ({ owner, command })));
  }

  /** The uppermost command that fits, or null. */
  find(fits: (command: Command) => boolean): PlacedCommand<Command> | null {
    return this.list().find(({ command }) => fits(command)) ?? null;
  }
}
