import { config } from '@/lib/config.server';
import { Invalid } from '@/lib/errors';
import type { Inspection, TableSettings } from '@/lib/samples/import';
import type { ImportFileRecord } from '@/lib/samples/import-files-repo.server';
import { ChildEnded, runChild } from '@/lib/samples/intake/child.server';
import { knownExtension } from '@/lib/samples/intake/file-kind';
import type { IntakeFile, IntakeInspection, IntakeProblem } from '@/lib/samples/intake/intake-message';
import { stagedFile } from '@/lib/samples/staging.server';

/** Staged files as the intake child gets them: paths of ours, never the person's names. */
export function toIntakeFiles(importId: string, files: readonly ImportFileRecord[]): IntakeFile[] {
  return files.map((file) => ({
    position: file.position,
    path: stagedFile(importId, file.position),
    sizeBytes: file.sizeBytes,
    extension: knownExtension(file.name),
  }));
}

/** A problem with the name of its file; a file of its own is named once. */
export function nameProblem(problem: IntakeProblem, fileNames: ReadonlyMap<number, string>) {
  const fileName = fileNames.get(problem.filePosition) ?? '';
  return { ...problem, fileName, name: problem.name === '' ? fileName : problem.name };
}

/** A sentence for a person about an intake child that died, where no single entry is to blame. */
export function describeChildEnd(error: ChildEnded): string {
  const { INTAKE_MEMORY_BYTES, INTAKE_STALL_TIMEOUT_MS } = config();
  switch (error.end) {
    case 'memory':
      return `Reading the files needed more than ${Math.round(INTAKE_MEMORY_BYTES / 2 ** 20)} MiB of memory, the limit. They may be damaged.`;
    case 'stalled':
    case 'stuck':
      return `Reading the files made no progress for ${INTAKE_STALL_TIMEOUT_MS / 1000} s, the limit. They may be damaged.`;
    default:
      return 'Reading the files ended the process that read them. They may be damaged.';
  }
}

/**
 * Looks into staged files in a child process. `countKnown` says how many of some payload hashes the dataset has already;
 * without it nothing counts as a duplicate of the dataset. Throws Invalid when nothing can be read.
 */
export async function inspectStaged(
  importId: string,
  files: readonly ImportFileRecord[],
  options: {
    table: TableSettings | null;
    countKnown: ((hashes: string[]) => Promise<number>) | null;
    signal: AbortSignal;
  },
): Promise<{ inspection: Inspection; fileProblems: IntakeProblem[] }> {
  const { table, countKnown, signal } = options;
  const request = {
    task: 'inspect',
    files: toIntakeFiles(importId, files),
    table,
    sendHashes: countKnown !== null,
  } as const;
  let found: IntakeInspection | null = null;
  let knownCount = 0;
  try {
    for await (const message of runChild(request, signal)) {
      if (message.type === 'hashes' && countKnown !== null) knownCount += await countKnown(message.hashes);
      else if (message.type === 'inspection') found = message.inspection;
      else if (message.type === 'fail') throw new Invalid(message.message);
    }
  } catch (error) {
    if (error instanceof ChildEnded) throw new Invalid(describeChildEnd(error));
    throw error;
  }
  if (found === null) throw new Invalid('The files could not be inspected.');
  const names = new Map(files.map((file) => [file.position, file.name]));
  const inspection: Inspection = {
    ...found,
    newCount: found.newCount - knownCount,
    duplicateCount: found.duplicateCount + knownCount,
    problems: found.problems.map((problem) => {
      const { fileName, position, name, reason, sizeBytes } = nameProblem(problem, names);
      return { fileName, position, name, reason, sizeBytes };
    }),
  };
  return { inspection, fileProblems: found.problems.filter((problem) => problem.position === 0) };
}
