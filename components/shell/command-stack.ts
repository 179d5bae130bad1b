export type PlacedCommand<Command> = { owner: string; command: Command };

/** The commands of the moment, by the component that offers them; those that came later stand above. */
export class CommandStack<Command> {
  private readonly byOwner = new Map<string, readonly Command[]>();

  /** Replaces an owner's commands and keeps the owner's place. */
  put(owner: string, commands: readonly Command[]): void {
    this.byOwner.set(owner, commands);
  }

  remove(owner: string): void {
    this.byOwner.delete(owner);
  }

  /** All commands, the latest owner first, each owner's in its own order. */
  list(): PlacedCommand<Command>[] {
    const owners = [...this.byOwner.entries()].reverse();
    return owners.flatMap(([owner, commands]) => commands.map((command) => ({ owner, command })));
  }

  /** The uppermost command that fits, or null. */
  find(fits: (command: Command) => boolean): PlacedCommand<Command> | null {
    return this.list().find(({ command }) => fits(command)) ?? null;
  }
}
