import { crc32, gzipSync } from 'node:zlib';
import sharp from 'sharp';
import { type ZipPart, zipBytes } from '@/tests/support/zip-bytes';

/** An entry of the hostile archive, and what must become of it: kept, passed over, or left out for a reason. */
export type HostileEntry = ZipPart & { says: string; becomes: 'kept' | 'ignored' | RegExp };

let made = 0;

/** A small picture that no other call makes. */
export async function goodPicture(format: 'png' | 'jpeg' | 'gif' | 'webp' = 'png'): Promise<Buffer> {
  made += 1;
  const [r, g, b] = [(made * 37) % 256, (made * 91) % 256, (made * 53) % 256];
  const pixels = Buffer.alloc(48 * 40 * 3);
  for (let at = 0; at < pixels.length; at += 3) pixels.set([r, (g + at) % 256, (b + (at >> 4)) % 256], at);
  return sharp(pixels, { raw: { width: 48, height: 40, channels: 3 } })
    .toFormat(format)
    .toBuffer();
}

/** A PNG whose header claims a size; there is next to nothing behind it. */
async function claimSize(width: number, height: number): Promise<Buffer> {
  const png = Buffer.from(await goodPicture());
  png.writeUInt32BE(width, 16);
  png.writeUInt32BE(height, 20);
  png.writeUInt32BE(crc32(png.subarray(12, 29)), 29);
  return png;
}

async function cut(format: 'png' | 'jpeg' | 'gif' | 'webp'): Promise<Buffer> {
  const bytes = await goodPicture(format);
  return bytes.subarray(0, Math.floor(bytes.length * 0.6));
}

async function flipInside(format: 'png'): Promise<Buffer> {
  const bytes = Buffer.from(await goodPicture(format));
  const at = Math.floor(bytes.length / 2);
  bytes.writeUInt8(bytes.readUInt8(at) ^ 0xff, at);
  return bytes;
}

const ascii = (text: string) => Buffer.from(text, 'latin1');
const SVG = '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>';

/** Names that try to be paths, or to look like something else: labels, nothing more. */
async function names(): Promise<HostileEntry[]> {
  const list: [string, string | Buffer][] = [
    ['climbs out', '../../../../tmp/sheaf-escaped.png'],
    ['is absolute', '/tmp/sheaf-escaped.png'],
    ['has a drive', 'C:\\Windows\\sheaf-escaped.png'],
    ['climbs with backslashes', '..\\..\\sheaf-escaped.png'],
    ['holds NUL', Buffer.from('nul\0.png.exe')],
    ['turns direction', 'gnp.\u202eexe.png'],
    ['is an emoji', '🦊.png'],
    ['is composed', 'é.png'],
    ['is decomposed', 'e\u0301.png'],
    ['is 300 bytes long', `${'n'.repeat(296)}.png`],
    ['is a device', 'CON.png'],
    ['looks like an option', '-rf.png'],
    ['breaks the line', 'two\nlines.png'],
    ['holds script', '<img src=x onerror=alert(1)>.png'],
    ['is encoded', '%2e%2e%2fsheaf-escaped.png'],
    ['is a formula', '=HYPERLINK("http://x").png'],
  ];
  const entries: HostileEntry[] = [];
  for (const [says, name] of list) {
    entries.push({ says: `a name that ${says}`, name, bytes: await goodPicture(), becomes: 'kept' });
  }
  return entries;
}

/** Entries that are no plain file, or whose bytes are not what the archive says. */
async function entryTricks(): Promise<HostileEntry[]> {
  const good = await goodPicture();
  return [
    { says: 'a link', name: 'link.png', bytes: ascii('/etc/passwd'), mode: 0o120777, becomes: /is a link/ },
    { says: 'a pipe', name: 'pipe.png', bytes: good, mode: 0o010644, becomes: /not a plain file/ },
    { says: 'a device', name: 'device.png', bytes: good, mode: 0o020644, becomes: /not a plain file/ },
    { says: 'encrypted', name: 'secret.png', bytes: good, flags: 0x0801, becomes: /encrypted/ },
    { says: 'an unknown method', name: 'method.png', bytes: good, method: 99, becomes: /method 99/ },
    { says: 'a wrong checksum', name: 'crc.png', bytes: good, claimedCrc: 1, becomes: /checksum differs/ },
    { says: 'more than it says', name: 'more.png', bytes: good, claimedBytes: 10, becomes: /more bytes than the 10/ },
    { says: 'less than it says', name: 'less.png', bytes: good, claimedBytes: 9_999, becomes: /fewer bytes/ },
    {
      says: 'a lying bomb',
      name: 'bomb.png',
      bytes: Buffer.alloc(5_000_000),
      claimedBytes: 100,
      becomes: /more bytes/,
    },
    { says: 'a system file', name: '.DS_Store', bytes: ascii('x'), becomes: 'ignored' },
    { says: 'a resource fork', name: '__MACOSX/._a.png', bytes: ascii('x'), becomes: 'ignored' },
  ];
}

/** Bytes that are no picture, or not the one that the name promises. */
async function contents(): Promise<HostileEntry[]> {
  const inner = zipBytes([{ name: 'a.png', bytes: await goodPicture() }]);
  const list: [string, string, Buffer, RegExp][] = [
    ['SVG as PNG', 'drawing.png', ascii(SVG), /says PNG, but it contains an SVG/],
    ['SVG', 'drawing.svg', ascii(SVG), /SVG drawing/],
    ['a page as JPEG', 'page.jpg', ascii('<!doctype html><script>alert(1)</script>'), /says JPG.* web page/],
    ['PDF as PNG', 'paper.png', ascii('%PDF-1.7\n1 0 obj'), /PDF document/],
    ['script behind a GIF header', 'poly.gif', ascii('GIF89a/*....*/=alert(1)//'), /GIF picture is/],
    ['an archive', 'inner.zip', inner, /archive inside an archive/],
    ['an archive as PNG', 'inner.png', inner, /archive inside an archive/],
    ['gzip', 'x.gz', gzipSync('x'), /gzip data/],
    ['an empty file', 'empty.png', Buffer.alloc(0), /0 bytes/],
    ['noise as PNG', 'noise.png', Buffer.from([1, 2, 3, 250, 4, 5, 6, 7, 8]), /no kind that is known/],
    ['a cut PNG', 'cut.png', await cut('png'), /PNG picture is (cut off|damaged)/],
    ['a cut JPEG', 'cut.jpg', await cut('jpeg'), /JPEG picture is (cut off|damaged)/],
    ['a cut GIF', 'cut.gif', await cut('gif'), /GIF picture is (cut off|damaged)/],
    ['a cut WebP', 'cut.webp', await cut('webp'), /WEBP picture is (cut off|damaged)/],
    ['a JPEG header alone', 'soi.jpg', ascii('\xff\xd8\xff\xe0'), /JPEG picture is/],
    ['a PNG with a flipped byte', 'flip.png', await flipInside('png'), /PNG picture is/],
    ['a pixel bomb', 'bomb16k.png', await claimSize(16_000, 16_000), /16000 × 16000.*limit is 50 million/],
    ['an endless side', 'long.png', await claimSize(40_000, 1), /40000 × 1 pixels; a side may have 30000/],
    ['BMP', 'old.bmp', Buffer.concat([ascii('BM'), Buffer.alloc(12), Buffer.from([40, 0, 0, 0])]), /BMP/],
    ['TIFF as PNG', 'scan.png', ascii('II*\0\x08\0\0\0'), /TIFF/],
    ['HEIC as JPEG', 'phone.jpg', ascii('\0\0\0\x18ftypheic\0\0\0\0'), /HEIC/],
    ['AVIF as PNG', 'new.png', ascii('\0\0\0\x1cftypavif\0\0\0\0'), /AVIF/],
    ['a video', 'film.png', ascii('\0\0\0\x18ftypisom\0\0\0\0'), /video/],
    ['a program', 'tool.png', ascii('\x7fELF\x02\x01\x01'), /program/],
    ['a text', 'notes.txt', ascii('nothing but words'), /contains text/],
    ['XML', 'doc.xml', ascii('<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]>'), /XML/],
  ];
  return list.map(([says, name, bytes, becomes]) => ({ says, name, bytes, becomes }));
}

/** Every hostile entry of the one archive, each with what must become of it. */
export async function hostileEntries(): Promise<HostileEntry[]> {
  const formats = ['png', 'jpeg', 'gif', 'webp'] as const;
  const good: HostileEntry[] = [];
  for (const format of formats) {
    good.push({ says: `a good ${format}`, name: `good.${format}`, bytes: await goodPicture(format), becomes: 'kept' });
  }
  return [...(await names()), ...(await entryTricks()), ...(await contents()), ...good];
}
