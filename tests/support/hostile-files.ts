import { goodPicture } from '@/tests/support/hostile-pictures';
import { zipBytes } from '@/tests/support/zip-bytes';

/** An upload and what it must lead to: refused whole with a message, or taken with so many kept and left out. */
export type HostileFile = {
  says: string;
  name: string;
  bytes: Buffer;
  leadsTo: { refused: RegExp } | { kept: number; leftOut: number; reason?: RegExp };
};

const MIB = 1024 * 1024;
const utf8 = (text: string) => Buffer.from(text, 'utf8');
const latin1 = (text: string) => Buffer.from(text, 'latin1');

function utf16(text: string, mark: number[], swap = false): Buffer {
  const bytes = Buffer.from(text, 'utf16le');
  return Buffer.concat([Buffer.from(mark), swap ? bytes.swap16() : bytes]);
}

/** Archives and lone files that are refused whole. */
export async function hostileArchives(): Promise<HostileFile[]> {
  const good = await goodPicture();
  const zip = zipBytes([{ name: 'a.png', bytes: good }]);
  const zeros = Buffer.alloc(200 * MIB);
  const overlapping = Array.from({ length: 12 }, (_, index) => ({
    name: `o${index}.png`,
    bytes: Buffer.alloc(12 * MIB),
    sharesData: index > 0,
  }));
  const workbook = [
    { name: '[Content_Types].xml', bytes: utf8('<Types/>') },
    { name: 'xl/workbook.xml', bytes: utf8('<workbook/>') },
  ];
  const refused: [string, string, Buffer, RegExp][] = [
    ['a zip bomb', 'bomb.zip', zipBytes([{ name: 'zeros.png', bytes: zeros }]), /would become 209715200; the limit is/],
    ['entries that overlap', 'overlap.zip', zipBytes(overlapping), /the limit is/],
    ['a cut archive', 'cut.zip', zip.subarray(0, zip.length - 30), /zip archive cannot be read/],
    [
      'an archive without a directory',
      'nodir.zip',
      Buffer.concat([zip.subarray(0, 40), Buffer.alloc(100)]),
      /zip archive/,
    ],
    ['an empty archive', 'none.zip', zipBytes([]), /no pictures and no texts/],
    ['an archive of links', 'links.zip', zipBytes([{ name: 'l', bytes: utf8('/etc'), mode: 0o120777 }]), /is a link/],
    ['a text called zip', 'text.zip', utf8('hello, this is text'), /says ZIP, but it contains text/],
    ['an Excel workbook', 'book.xlsx', zipBytes(workbook), /Excel workbook/],
    ['RAR', 'a.rar', latin1('Rar!\x1a\x07\x01\x00'), /RAR archive/],
    ['7-Zip', 'a.7z', latin1('7z\xbc\xaf\x27\x1c\0\x04'), /7-Zip/],
    ['gzip', 'a.csv.gz', latin1('\x1f\x8b\x08\0\0\0\0\0'), /gzip/],
    ['PDF', 'a.pdf', latin1('%PDF-1.7\n'), /PDF/],
    ['Parquet', 'a.parquet', latin1('PAR1\x15\x04'), /Parquet/],
    ['a program called csv', 'a.csv', latin1('\x7fELF\x02\x01\x01\0'), /says CSV, but it contains a program/],
    [
      'bytes called csv',
      'b.csv',
      Buffer.from(Array.from({ length: 600 }, (_, at) => (at * 7) % 32)),
      /no kind that is known/,
    ],
    ['nothing called csv', 'c.csv', Buffer.alloc(0), /0 bytes/],
    ['nothing called png', 'd.png', Buffer.alloc(0), /0 bytes/],
    ['SVG alone', 'e.svg', utf8('<svg xmlns="http://www.w3.org/2000/svg"/>'), /SVG drawing/],
  ];
  return refused.map(([says, name, bytes, message]) => ({ says, name, bytes, leadsTo: { refused: message } }));
}

const kept = (count: number, leftOut: number, reason?: RegExp): HostileFile['leadsTo'] =>
  reason === undefined ? { kept: count, leftOut } : { kept: count, leftOut, reason };

/** Tables in which something is wrong. */
export function hostileTables(): HostileFile[] {
  const deep = `{"text":"deep","x":${'['.repeat(80)}${']'.repeat(80)}}`;
  const veryDeep = `{"text":"abyss","x":${'['.repeat(500_000)}}`;
  const keys = `{"text":"keys",${Array.from({ length: 11_000 }, (_, at) => `"k${at}":1`).join()}}`;
  const nested = `{"text":"nested","x":{${Array.from({ length: 11_000 }, (_, at) => `"k${at}":1`).join()}}}`;
  const list: [string, string, Buffer, HostileFile['leadsTo']][] = [
    [
      'a million columns',
      'wide.csv',
      utf8(`${'a,'.repeat(1_000_000)}b\n1\n`),
      { refused: /more than 2000 cells, the limit/ },
    ],
    [
      'a million columns below',
      'low.csv',
      utf8(`id,text\n1,fine\n${',x'.repeat(1_000_000)}\n2,also\n`),
      kept(2, 1, /2000/),
    ],
    [
      'a quote that opens in row 1',
      'open1.csv',
      utf8('id,"text\n1,one\n2,two\n'),
      { refused: /first row cannot be read/ },
    ],
    [
      'a quote that stays open',
      'open.csv',
      utf8('id,text\n1,"never closed\n2,two\n3,three\n'),
      kept(2, 1, /quote is opened/),
    ],
    [
      'a quote open for 3 MiB',
      'open3.csv',
      utf8(`id,text\n1,"${`${'x'.repeat(10_000)}\n`.repeat(150)}`),
      kept(1, 1, /not closed within/),
    ],
    ['text behind a quote', 'behind.csv', utf8('id,text\n1,"a"b\n2,two\n'), kept(1, 1, /goes on behind it/)],
    ['NUL', 'nul.csv', utf8('id,text\n1,a\0b\n2,two\n'), kept(1, 1, /NUL/)],
    ['half a character', 'half.jsonl', utf8('{"text":"a\\ud800b"}\n{"text":"two"}\n'), kept(1, 1, /half a character/)],
    [
      'half a character in UTF-16',
      'half16.csv',
      utf16('id,text\r\n1,a\ud800b\r\n2,two\r\n', [0xff, 0xfe]),
      kept(1, 1, /half/),
    ],
    ['UTF-16 little-endian', 'le.csv', utf16('id,text\n1,grüße\n', [0xff, 0xfe]), kept(1, 0)],
    ['UTF-16 big-endian', 'be.csv', utf16('id,text\n1,grüße\n', [0xfe, 0xff], true), kept(1, 0)],
    ['a byte order mark', 'bom.csv', utf8('\ufeffid,text\n1,one\n'), kept(1, 0)],
    ['Windows-1252', 'latin.csv', latin1('id,text\n1,caf\xe9\n2,na\xefve\n'), kept(2, 0)],
    [
      'one broken line in UTF-8',
      'mixed.csv',
      Buffer.concat([
        utf8(`id,text\n${'1,straße\n'.repeat(60).replace(/1,/g, () => `${n()},${n()} `)}`),
        latin1('999,caf\xe9\n'),
      ]),
      kept(60, 1, /encoding does not allow/),
    ],
    ['mixed line ends', 'ends.csv', utf8('id,text\r\n1,one\n2,two\r3,three\r\n'), kept(3, 0)],
    ['names twice and none', 'names.csv', utf8('text,,a,a\none,1,2,3\n'), kept(1, 0)],
    ['ragged rows', 'ragged.csv', utf8('id,text\n1\n2,two\n3,three,more,cells\n'), kept(1, 2, /4 cells|empty/)],
    ['a header alone', 'header.csv', utf8('id,text\n'), { refused: /nothing to import/ }],
    ['blank lines alone', 'blank.csv', utf8('\n\n\n'), { refused: /empty|no rows|nothing/ }],
    ['nesting of 80', 'deep.jsonl', utf8(`${deep}\n{"text":"two","x":1}\n`), kept(1, 1, /64 levels/)],
    ['nesting of 500,000', 'abyss.jsonl', utf8(`${veryDeep}\n{"text":"two","x":1}\n`), kept(1, 1, /64 levels/)],
    ['11,000 keys', 'keys.jsonl', utf8(`${keys}\n{"text":"two"}\n`), kept(1, 1, /10000 keys/)],
    ['11,000 keys within', 'nested.jsonl', utf8(`${nested}\n{"text":"two"}\n`), kept(1, 1, /10000 keys/)],
    ['__proto__', 'proto.jsonl', utf8('{"__proto__":{"admin":true},"text":"one","constructor":"x"}\n'), kept(1, 0)],
    ['numbers beyond all bounds', 'big.jsonl', utf8('{"text":"one","n":1e999,"m":12345678901234567890}\n'), kept(1, 0)],
    ['a key twice', 'twice.jsonl', utf8('{"text":"a","text":"b"}\n{"text":"two"}\n'), kept(1, 1, /appears twice/)],
    ['broken JSON', 'broken.jsonl', utf8('{"text":"one"}\n{"text":\n{"text":"three"}\n'), kept(2, 1, /JSON/)],
    ['one JSON array', 'array.json', utf8('[{"text":"one"},{"text":"two"}]'), { refused: /one JSON array/ }],
    ['a text of 2 MiB', 'long.txt', utf8(`${'x'.repeat(2 * MIB)}\nshort\n`), kept(1, 1, /limit is 1048576/)],
    [
      'a line of 5 MiB',
      'longer.jsonl',
      utf8(`{"text":"${'x'.repeat(5 * MIB)}"}\n{"text":"two"}\n`),
      kept(1, 1, /longer than 4194304/),
    ],
    [
      'formulas and script',
      'run.csv',
      utf8('id,text\n=1+1,<script>alert(1)</script>\n@x,"=cmd|\'/c calc\'!A1"\n'),
      kept(2, 0),
    ],
    ['a page called txt', 'page.txt', utf8('<!doctype html><script>alert(1)</script>\n'), kept(1, 0)],
    ['the same text thrice', 'same.txt', utf8('one\none\none\n'), kept(1, 0)],
    ['control and bidi characters', 'bidi.txt', utf8('a\u202eb\u0007c\u001bd\n'), kept(1, 0)],
  ];
  return list.map(([says, name, bytes, leadsTo]) => ({ says, name, bytes, leadsTo }));
}

let counter = 0;
const n = () => {
  counter += 1;
  return counter;
};
