import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rolesFor, withRole } from '@/components/imports/column-roles';
import { Sha256 } from '@/components/imports/sha256';
import { classifyUpload, isSystemFile } from '@/components/imports/upload-kinds';
import { type ChosenFile, planImports, proposeName } from '@/components/imports/upload-plan';

const hexByNode = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

describe('SHA-256', () => {
  it('gives the published values', () => {
    expect(new Sha256().hex()).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
    const abc = new Sha256().update(new TextEncoder().encode('abc')).hex();
    expect(abc).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
  });

  it('does not depend on how the bytes are cut', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 400 }),
        fc.array(fc.integer({ min: 0, max: 130 }), { maxLength: 8 }),
        (bytes, cuts) => {
          const hash = new Sha256();
          let from = 0;
          for (const length of cuts) {
            hash.update(bytes.subarray(from, from + length));
            from += length;
          }
          expect(hash.update(bytes.subarray(from)).hex()).toBe(hexByNode(bytes));
        },
      ),
    );
  });

  it('agrees with Node at every length around a block', () => {
    for (let length = 0; length <= 260; length += 1) {
      const bytes = Uint8Array.from({ length }, (_, at) => (at * 31 + length) & 0xff);
      expect(new Sha256().update(bytes).hex(), `${length} bytes`).toBe(hexByNode(bytes));
    }
  });
});

describe('what a chosen file is read as', () => {
  const classify = (name: string, sizeBytes = 10) => classifyUpload({ name, sizeBytes }, 1_000, (size) => `${size} B`);

  it('goes by its ending', () => {
    expect(classify('a/b/photo.JPEG').kind).toBe('image');
    expect(classify('march.zip').kind).toBe('archive');
    expect(classify('rows.ndjson').kind).toBe('table');
  });

  it('says why a file is not read and what to do', () => {
    expect(classify('scan.heic')).toEqual({
      kind: 'unreadable',
      reason: 'HEIF images are not read. Save it as JPEG or PNG.',
    });
    expect(classify('a.exe').reason).toContain('.exe');
    expect(classify('README').reason).toContain('without an ending');
    expect(classify('a.csv', 0).reason).toBe('The file is empty.');
    expect(classify('a.zip', 1_001).reason).toBe('The file has 1001 B; at most 1000 B are read. Cut it into parts.');
  });

  it('passes over what systems leave in folders', () => {
    expect(isSystemFile('photos/.DS_Store')).toBe(true);
    expect(isSystemFile('__MACOSX/photos/a.png')).toBe(true);
    expect(isSystemFile('photos/a.png')).toBe(false);
  });
});

describe('how files become imports', () => {
  const file = (path: string, kind: ChosenFile['kind']): ChosenFile => ({
    path,
    kind,
    sizeBytes: 1,
    reason: null,
    source: null,
  });

  it('puts pictures together and leaves each table alone', () => {
    const plans = planImports([
      file('bank.csv', 'table'),
      file('a.png', 'image'),
      file('kerbside-march.zip', 'archive'),
      file('x.heic', 'unreadable'),
      file('sms_spam.tsv', 'table'),
    ]);
    expect(plans.map(({ kind, name, files }) => [kind, name, files.length])).toEqual([
      ['images', 'Kerbside march', 2],
      ['table', 'Bank', 1],
      ['table', 'Sms spam', 1],
    ]);
  });

  it('names a dataset after its folder, and always somehow', () => {
    expect(planImports([file('holiday-photos/one/a.png', 'image')])[0]?.name).toBe('Holiday photos');
    expect(planImports([file('a.png', 'image')])[0]?.name).toBe('Images');
    expect(proposeName('---.csv')).toBe('New dataset');
    expect(planImports([])).toEqual([]);
  });
});

describe('roles of columns', () => {
  it('move a single role from the column that had it', () => {
    expect(withRole(['id', 'text', 'label'], 2, 'text')).toEqual(['id', 'metadata', 'text']);
    expect(withRole(['id', 'text', 'metadata'], 2, 'leave-out')).toEqual(['id', 'text', 'leave-out']);
    expect(withRole(['metadata', 'text', 'metadata'], 0, 'metadata')).toEqual(['metadata', 'text', 'metadata']);
  });

  it('never leave a table without a text', () => {
    expect(rolesFor('text')).toEqual(['text']);
    expect(rolesFor('id')).toContain('text');
  });
});
