import { createHash } from 'node:crypto';
import { lookup } from 'node:dns/promises';
import { createWriteStream } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { request } from 'node:https';
import { BlockList, isIP } from 'node:net';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { config } from '@/lib/config.server';
import { ownModelLimitBytes } from '@/lib/embeddings/own-model';
import { Invalid, TooLarge } from '@/lib/errors';

const idleTimeoutMs = 30_000;
const wholeTimeoutMs = 30 * 60_000;
const httpOk = 200;

/** Addresses that are not of the public internet: this machine, its networks, link-local and reserved ranges. */
const privateAddresses = new BlockList();
for (const [network, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['224.0.0.0', 3],
] as const) {
  privateAddresses.addSubnet(network, prefix, 'ipv4');
}

/** True for an address that a model may be fetched from. Of IPv6 only global unicast, without ways back to IPv4. */
export function isPublicAddress(address: string): boolean {
  if (isIP(address) === 4) return !privateAddresses.check(address, 'ipv4');
  const first = Number.parseInt(address.split(':')[0] || '0', 16);
  const second = Number.parseInt(address.split(':')[1] || '0', 16);
  const isTunnel = first === 0x2002 || (first === 0x2001 && second < 0x200);
  return isIP(address) === 6 && first >= 0x2000 && first <= 0x3fff && !isTunnel;
}

/**
 * Checks where a model is to come from: https, its usual port, no account in the address, and a host that the operator
 * named in MODEL_HOSTS. Throws Invalid.
 */
export function readModelUrl(address: string): URL {
  const url = URL.canParse(address) ? new URL(address) : null;
  if (url === null || url.protocol !== 'https:' || url.port !== '' || url.username !== '' || url.password !== '') {
    throw new Invalid('A model is fetched from an address that begins with https://, without a port or an account.');
  }
  const { MODEL_HOSTS } = config();
  if (MODEL_HOSTS.includes(url.hostname)) return url;
  const allowed = MODEL_HOSTS.length === 0 ? 'none is allowed' : `allowed are ${MODEL_HOSTS.join(', ')}`;
  throw new Invalid(
    `Models are not fetched from ${url.hostname}: ${allowed}. Whoever runs Sheaf names hosts in MODEL_HOSTS; or upload the model.`,
  );
}

/**
 * Fetches one file and compares its SHA-256 (hex). The host is resolved once, must have public addresses only, and the
 * connection goes to the address that was checked. Redirects are not followed. Throws Invalid, TooLarge, the signal's reason.
 */
export async function downloadModel(
  source: { url: string; sha256: string },
  file: string,
  { signal, onProgress }: { signal: AbortSignal; onProgress: (share: number) => void },
): Promise<void> {
  const url = readModelUrl(source.url);
  const address = await resolvePublic(url.hostname);
  const limit = AbortSignal.any([signal, AbortSignal.timeout(wholeTimeoutMs)]);
  const response = await open(url, address, limit);
  const hash = createHash('sha256');
  await pipeline(
    response,
    countInto(hash, Number(response.headers['content-length'] ?? 0), onProgress),
    createWriteStream(file),
    {
      signal: limit,
    },
  );
  const actual = hash.digest('hex');
  if (actual !== source.sha256.toLowerCase()) {
    throw new Invalid(
      `The file at ${url.hostname} has SHA-256 ${actual}, not ${source.sha256}. Nothing of it was used.`,
    );
  }
}

async function resolvePublic(host: string): Promise<{ address: string; family: number }> {
  const found = await lookup(host, { all: true }).catch(() => []);
  const [first] = found;
  if (first === undefined) throw new Invalid(`The host ${host} cannot be found. Check the address and the connection.`);
  if (found.every(({ address }) => isPublicAddress(address))) return first;
  throw new Invalid(`The host ${host} has an address inside a private network. Models come from public hosts only.`);
}

function open(
  url: URL,
  { address, family }: { address: string; family: number },
  signal: AbortSignal,
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const asked = request(url, {
      signal,
      timeout: idleTimeoutMs,
      agent: false,
      headers: { 'User-Agent': 'Sheaf', 'Accept-Encoding': 'identity' },
      // The certificate is still that of the host's name; only the look-up is ours.
      lookup: (_, options, done) => {
        if (options.all) done(null, [{ address, family }]);
        else done(null, address, family);
      },
    });
    asked.once('timeout', () => asked.destroy(new Invalid(`${url.hostname} said nothing for ${idleTimeoutMs} ms.`)));
    asked.once('error', (error) =>
      reject(
        signal.aborted || error instanceof Invalid
          ? error
          : new Invalid(`${url.hostname} cannot be reached: ${error.message}.`),
      ),
    );
    asked.once('response', (response) => {
      if (response.statusCode === httpOk) return resolve(response);
      response.destroy();
      reject(
        new Invalid(
          `${url.hostname} answered ${response.statusCode}, not ${httpOk}. Redirects are not followed: give the address of the file itself.`,
        ),
      );
    });
    asked.end();
  });
}

function countInto(
  hash: ReturnType<typeof createHash>,
  wantedBytes: number,
  onProgress: (share: number) => void,
): Transform {
  let total = 0;
  return new Transform({
    transform: (piece: Buffer, _, done) => {
      total += piece.length;
      if (total > ownModelLimitBytes) {
        return done(new TooLarge(`The file has more than ${ownModelLimitBytes} bytes, the limit of one model.`));
      }
      hash.update(piece);
      if (wantedBytes > 0) onProgress(Math.min(1, total / wantedBytes));
      done(null, piece);
    },
  });
}
