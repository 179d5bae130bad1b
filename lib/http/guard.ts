/** The parts of a request that the guard judges by. Header names are in lower case. */
export type GuardedRequest = {
  method: string;
  /** As in the request line: a path, with its query. */
  target: string;
  headers: Readonly<Record<string, string | string[] | undefined>>;
  /** How many Host headers there are; a second one is a trick. */
  hostCount: number;
};

export type Refusal = { status: number; message: string };

export type AllowedHostOptions = {
  /** The port that the server listens on. */
  port: number;
  /** HOST: an address that only this machine reaches is allowed by itself. */
  host: string;
  isLoopback: boolean;
  /** ALLOWED_HOSTS, in lower case. */
  allowedHosts: readonly string[];
};

const METHODS = new Set(['GET', 'HEAD', 'OPTIONS', 'POST', 'PUT', 'PATCH', 'DELETE']);
const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);
const LOOPBACK_NAMES = ['localhost', '127.0.0.1', '[::1]'];

/**
 * The values of the Host header that the server answers to. The loopback names come with the port it listens on. An
 * entry of ALLOWED_HOSTS with a port is taken as it is; one without stands for the port it listens on, and for none at
 * all, as behind a proxy on port 80 or 443.
 */
export function listAllowedHosts({ port, host, isLoopback, allowedHosts }: AllowedHostOptions): ReadonlySet<string> {
  const names = [...LOOPBACK_NAMES];
  if (isLoopback) names.push(host.includes(':') && !host.startsWith('[') ? `[${host}]` : host.toLowerCase());
  const values = new Set(names.map((name) => `${name}:${port}`));
  if (port === 80) for (const name of names) values.add(name);
  for (const entry of allowedHosts) {
    values.add(entry);
    if (!/:\d+$/.test(entry)) values.add(`${entry}:${port}`);
  }
  return values;
}

function readHeader(request: GuardedRequest, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value.join(', ') : value;
}

/** What of a header may be repeated in a message: short, and without anything that a terminal or page would act on. */
function quote(value: string): string {
  return `"${value.slice(0, 100).replace(/[^\x20-\x7e]|["<>&]/g, '?')}"`;
}

function judgeHost(request: GuardedRequest, allowed: ReadonlySet<string>): Refusal | undefined {
  const host = readHeader(request, 'host')?.toLowerCase() ?? '';
  if (request.hostCount === 1 && allowed.has(host)) return undefined;
  return {
    status: 421,
    message: `Sheaf does not answer to the host name ${quote(host)}. Open it by an address it knows, or start it with this name in ALLOWED_HOSTS.`,
  };
}

function judgeOrigin(request: GuardedRequest): Refusal | undefined {
  if (SAFE_METHODS.has(request.method)) return undefined;
  const origin = readHeader(request, 'origin');
  const host = readHeader(request, 'host')?.toLowerCase() ?? '';
  const site = readHeader(request, 'sec-fetch-site');
  const isOwn =
    origin === undefined ? site === undefined || site === 'same-origin' || site === 'none' : isSameOrigin(origin, host);
  if (isOwn) return undefined;
  return {
    status: 403,
    message: `A page of ${quote(origin ?? 'another site')} may not change anything here. Use Sheaf's own pages, or a program that sends no Origin header.`,
  };
}

function isSameOrigin(origin: string, host: string): boolean {
  const lowered = origin.toLowerCase();
  return lowered === `http://${host}` || lowered === `https://${host}`;
}

/** Another site may link to a page here, and nothing else: it may not frame one, or load pictures, scripts or data. */
function judgeEmbedding(request: GuardedRequest): Refusal | undefined {
  const site = readHeader(request, 'sec-fetch-site');
  if (site !== 'cross-site' && site !== 'same-site') return undefined;
  const isLink =
    readHeader(request, 'sec-fetch-mode') === 'navigate' && readHeader(request, 'sec-fetch-dest') === 'document';
  if (isLink && request.method === 'GET') return undefined;
  return { status: 403, message: 'Another site may link to Sheaf, but not load parts of it.' };
}

/**
 * Judges a request before anything else sees it: method, form of the target, Host (against DNS rebinding), Origin
 * (against writes from other sites; `null` is another site; no Origin at all is a program, unless a browser says
 * otherwise), and what other sites may embed. Undefined when it may pass.
 */
export function judgeRequest(request: GuardedRequest, allowedHosts: ReadonlySet<string>): Refusal | undefined {
  if (!METHODS.has(request.method))
    return { status: 405, message: `The method ${quote(request.method)} is not used here.` };
  if (!/^\/(?![/\\])/.test(request.target)) {
    return { status: 400, message: 'The address must be a path that starts with one slash.' };
  }
  return judgeHost(request, allowedHosts) ?? judgeOrigin(request) ?? judgeEmbedding(request);
}
