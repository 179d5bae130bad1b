import { Sha256 } from '@/components/imports/sha256';

const PIECE_BYTES = 4 * 1024 * 1024;

function toHex(digest: ArrayBuffer): string {
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

async function hashInPieces(file: Blob, signal: AbortSignal): Promise<string> {
  const hash = new Sha256();
  for (let from = 0; from < file.size; from += PIECE_BYTES) {
    signal.throwIfAborted();
    hash.update(new Uint8Array(await file.slice(from, from + PIECE_BYTES).arrayBuffer()));
  }
  return hash.hex();
}

/**
 * SHA-256 of a file as hex, in flat memory: small files by the platform's digest where the page has one, large ones piece
 * by piece.
 * @throws DOMException "AbortError" when stopped
 */
export async function hashFile(file: Blob, signal: AbortSignal): Promise<string> {
  const isSmall = file.size <= PIECE_BYTES;
  if (isSmall && globalThis.isSecureContext)
    return toHex(await crypto.subtle.digest('SHA-256', await file.arrayBuffer()));
  return hashInPieces(file, signal);
}
