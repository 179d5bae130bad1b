import { isImageExtension, isSystemFile, knownExtension } from '@/lib/samples/intake/file-kind';
import type { IntakeFile, IntakeInspection, IntakeProblem } from '@/lib/samples/intake/intake-message';
import { fileProblem, type SortedFiles } from '@/lib/samples/intake/sort-files.server';
import { decompressedLimit, openZip, UnreadableArchive } from '@/lib/samples/intake/zip-entries.server';

/** Problems that inspection shows; all of them are listed after the import. */
export const SHOWN_PROBLEMS = 200;

const FOUND_LATER = 'Duplicates and unreadable pictures are found while importing; nothing of them is added.';

type Findings = {
  rowCount: number;
  leftOutCount: number;
  ignoredCount: number;
  namedOtherwise: number;
  problems: IntakeProblem[];
};

/**
 * Counts what archives and picture files hold, by their directories and first bytes. Nothing is unpacked or decoded:
 * whether an entry really is a picture shows when it is imported.
 */
export async function inspectArchives(sorted: SortedFiles): Promise<IntakeInspection> {
  const findings: Findings = {
    rowCount: sorted.images.length,
    leftOutCount: 0,
    ignoredCount: 0,
    namedOtherwise: 0,
    problems: [],
  };
  for (const problem of sorted.problems) addProblem(findings, problem);
  for (const file of sorted.tables) {
    addProblem(findings, fileProblem(file, 'A text file among pictures. Import texts by themselves.'));
  }
  const compressedBytes = sorted.archives.reduce((sum, file) => sum + file.sizeBytes, 0);
  let declaredBytes = 0;
  for (const file of sorted.archives) declaredBytes += await inspectArchive(file, findings);
  refuseBomb(declaredBytes, compressedBytes);
  return toInspection(findings);
}

function refuseBomb(declaredBytes: number, compressedBytes: number): void {
  const limitBytes = decompressedLimit(compressedBytes);
  if (declaredBytes <= limitBytes) return;
  throw new UnreadableArchive(
    `Unpacked, the ${compressedBytes} bytes would become ${declaredBytes}; the limit is ${limitBytes}. Nothing was imported.`,
  );
}

/** Looks through the directory of one archive; answers the bytes that it says it holds. */
async function inspectArchive(file: IntakeFile, findings: Findings): Promise<number> {
  const before = { ...findings };
  let declaredBytes = 0;
  let position = 0;
  try {
    const zip = await openZip(file.path, () => undefined);
    try {
      for await (const entry of zip.entries()) {
        position = entry.position;
        const { name, refusal: reason } = entry;
        if (entry.isIgnored) {
          findings.ignoredCount += isSystemFile(name) ? 1 : 0;
        } else if (/^xl\/workbook\.xml$/.test(name)) {
          findings.rowCount = before.rowCount;
          findings.namedOtherwise = before.namedOtherwise;
          position = 0;
          throw new UnreadableArchive('The file is an Excel workbook. Save its sheet as CSV and import that.');
        } else if (reason !== null) {
          addProblem(findings, { filePosition: file.position, position, name, reason, sizeBytes: entry.declaredBytes });
        } else {
          findings.rowCount += 1;
          findings.namedOtherwise += isImageExtension(knownExtension(name)) ? 0 : 1;
          declaredBytes += entry.declaredBytes;
        }
      }
    } finally {
      zip.close();
    }
  } catch (error) {
    if (!(error instanceof UnreadableArchive)) throw error;
    addProblem(findings, { ...fileProblem(file, error.message), position: position === 0 ? 0 : position + 1 });
  }
  return declaredBytes;
}

function addProblem(findings: Findings, problem: IntakeProblem): void {
  findings.leftOutCount += 1;
  if (findings.problems.length < SHOWN_PROBLEMS) findings.problems.push(problem);
}

function toInspection(findings: Findings): IntakeInspection {
  const warnings: string[] = findings.rowCount > 0 ? [FOUND_LATER] : [];
  if (findings.ignoredCount > 0)
    warnings.push(`${findings.ignoredCount} system files (such as .DS_Store) are passed over.`);
  if (findings.namedOtherwise > 0) {
    warnings.push(
      `${findings.namedOtherwise} entries are not named like pictures. Those that are none will be left out.`,
    );
  }
  return {
    kind: 'images',
    table: null,
    columns: [],
    rows: [],
    rowCount: findings.rowCount + findings.leftOutCount,
    newCount: findings.rowCount,
    duplicateCount: 0,
    leftOutCount: findings.leftOutCount,
    labelCount: 0,
    labels: [],
    problems: findings.problems,
    warnings,
  };
}
