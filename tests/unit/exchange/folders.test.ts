import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makeFileName, makeSafeName, NameKeeper } from '@/lib/exchange/formats/archive-names';
import { FolderPlan } from '@/lib/exchange/formats/folders';
import { makeRow } from '@/tests/unit/exchange/manifest-rows';

const HOSTILE = ['/', '\\', '.', ' ', '\0', ':', '"', '|', '?', '\n', '\u202e', '\ud800', 'CON', 'a', 'é', '語', '😀'];

describe('names', () => {
  it.each([
    ['glass', 'glass'],
    ['../../etc/passwd', '_.._etc_passwd'],
    ['a/b\\c:d', 'a_b_c_d'],
    ['..', 'class-1'],
    ['', 'class-1'],
    ['???', 'class-1'],
    [' name. ', 'name'],
    ['CON', '_CON'],
    ['con.txt', '_con.txt'],
    ['console', 'console'],
    ['LPT1', '_LPT1'],
    ['new\nline\u202edit', 'new_line_dit'],
    ['Größe', 'Größe'],
    ['e\u0301', 'é'],
    ['x'.repeat(300), 'x'.repeat(100)],
    ['語'.repeat(50), '語'.repeat(33)],
    ['😀'.repeat(40), '😀'.repeat(25)],
  ])('makes %j safe', (name, expected) => {
    expect(makeSafeName(name, 'class-1')).toBe(expected);
  });

  it.each([
    ['dir/sub/cat.JPG', 'image/jpeg', 'cat.jpg'],
    ['cat.jpeg', 'image/jpeg', 'cat.jpeg'],
    ['cat.png', 'image/jpeg', 'cat.jpg'],
    ['cat', 'image/webp', 'cat.webp'],
    ['cat.v1.2 final', 'image/png', 'cat.v1.2 final.png'],
    ['.hidden', 'image/gif', 'hidden.gif'],
    ['C:\\pictures\\cat.png', 'image/png', 'cat.png'],
    ['nul.png', 'image/png', '_nul.png'],
    ['/', 'image/png', 'sample-1.png'],
  ])('names the file of %j (%s)', (path, mediaType, expected) => {
    expect(makeFileName(path, mediaType, 'sample-1')).toBe(expected);
  });

  it('are safe whatever goes in', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...HOSTILE), maxLength: 60 }), (name) => {
        const safe = makeSafeName(name, 'fallback');
        expect(safe).not.toMatch(/[/\\\0<>:"|?*]|^[\s.]|[\s.]$|^$/);
        expect(Buffer.byteLength(safe)).toBeLessThanOrEqual(101);
      }),
    );
  });

  it('differ also where case does not count', () => {
    const names = new NameKeeper(['labels.csv']);
    const taken = ['a.png', 'A.PNG', 'a.png', 'a-mark.png', 'Labels.csv'].map((name) => names.take(name, 'mark'));
    expect(taken).toEqual(['a.png', 'A-mark.PNG', 'a-mark-2.png', 'a-mark-mark.png', 'Labels-mark.csv']);
  });
});

describe('FolderPlan', () => {
  const labeled = (labelClassId: string, className: string, name: string, hash: string) => {
    const label = { ...makeRow().labels[0], labelClassId, className } as ReturnType<typeof makeRow>['labels'][number];
    return makeRow({ mediaType: 'image/png', payloadHash: hash.repeat(64), origins: [], name, labels: [label] });
  };

  it('places labeled images, one folder for each class, and leaves the others out', () => {
    const plan = new FolderPlan([
      { labelClassId: '1', name: 'a/b' },
      { labelClassId: '2', name: 'A_b' },
      { labelClassId: '3', name: 'labels.csv' },
      { labelClassId: '4', name: '...' },
    ]);
    expect(plan.place(labeled('1', 'a/b', 'x.png', 'a'))).toBe('a_b/x.png');
    expect(plan.place(labeled('2', 'A_b', 'x.png', 'b'))).toBe('A_b-2/x.png');
    expect(plan.place(labeled('1', 'a/b', 'X.png', 'c'))).toBe('a_b/X-cccccccc.png');
    expect(plan.place(labeled('3', 'labels.csv', 'x.png', 'd'))).toBe('labels.csv-2/x.png');
    expect(plan.place(labeled('4', '...', 'x.png', 'e'))).toBe('class-4/x.png');
    expect(plan.place(makeRow({ labels: [] }))).toBeNull();
  });
});
