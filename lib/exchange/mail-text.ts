const BODY_CHARACTERS = 500;
const SHORTEST_BODY = 60;

// The corpus is old spam as well; what nobody wants on a projector stays out of a demo.
const UNFIT =
  /porn|xxx|sex|viagra|penis|breast|nude|naked|teen|adult|amateur|erotic|horny|slut|hardcore|lolita|incest|fetish|lesbian|orgasm|fuck|shit|whore|bitch/i;

/**
 * The subject of a mail (RFC 822) and the beginning of what its writer wrote: no headers, quotes of earlier mails,
 * signatures, tags or links. null when little is left, or when it does not suit a demo.
 */
export function readMail(source: string): string | null {
  const end = source.search(/\r?\n\r?\n/);
  if (end === -1) return null;
  const headers = source.slice(0, end).replace(/\r?\n[ \t]+/g, ' ');
  const encoding = readHeader(headers, 'Content-Transfer-Encoding').toLowerCase();
  const type = readHeader(headers, 'Content-Type').toLowerCase();
  if (encoding === 'base64' || type.startsWith('multipart/')) return null;
  const subject = readHeader(headers, 'Subject').replace(/\s+/g, ' ').trim();
  if (subject === '' || subject.includes('=?')) return null;
  const raw = source.slice(end);
  const body = cutBody(cleanBody(encoding === 'quoted-printable' ? decodeQuotedPrintable(raw) : raw));
  if (body.length < SHORTEST_BODY || UNFIT.test(joinSpelled(source)) || /[^\x20-\x7e\n]/.test(`${subject}${body}`))
    return null;
  return `${subject}\n${body}`;
}

/** "v i a g r a" reads as one word. */
function joinSpelled(text: string): string {
  return text.replace(/\b(\w) (?=\w\b)/g, '$1');
}

function readHeader(headers: string, name: string): string {
  return new RegExp(`^${name}:\\s*(.*)$`, 'im').exec(headers)?.[1]?.trim() ?? '';
}

function decodeQuotedPrintable(text: string): string {
  return text
    .replace(/=\r?\n/g, '')
    .replace(/=([0-9A-F]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}

function cleanBody(body: string): string {
  const withoutTags = body
    .replace(/<style[\s\S]*?<\/style>|<[^>]*>/gi, ' ')
    .replace(/&nbsp;/gi, ' ')
    .replace(/&amp;/gi, '&');
  const lines = withoutTags.split(/\r?\n/).map((line) => line.trim());
  const signature = lines.findIndex((line) => /^(--|_{5,}|-{5,}|={5,})\s*$/.test(line));
  const own = (signature === -1 ? lines : lines.slice(0, signature)).filter(
    (line) => !/^[>|:]/.test(line) && !/^(On .*|.* (wrote|writes|said)):?$/.test(line) && !/[=_*#-]{6,}/.test(line),
  );
  return own
    .join(' ')
    .replace(/https?:\S+|\S+@\S+/g, '')
    .replace(/\s+/g, ' ')
    .trim();
}

/** At most 500 characters, to the end of a word. */
function cutBody(body: string): string {
  if (body.length <= BODY_CHARACTERS) return body;
  const cut = body.slice(0, BODY_CHARACTERS);
  return `${cut.slice(0, Math.max(cut.lastIndexOf(' '), 1))}...`;
}
