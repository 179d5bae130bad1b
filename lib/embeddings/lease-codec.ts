import { z } from 'zod';

/** The samples of a lease as the model takes them: token ids of each text, or the pixels of each picture. */
export type LeaseInputs =
  | { readonly kind: 'text'; readonly tokens: readonly Int32Array[] }
  /** RGB bytes of each picture, row after row, all of one size. */
  | { readonly kind: 'image'; readonly pictures: readonly Uint8Array[] };

/** A batch that a page computes. */
export interface Lease {
  readonly leaseId: string;
  readonly inputs: LeaseInputs;
}

const header = z.strictObject({
  leaseId: z.uuid(),
  kind: z.enum(['text', 'image']),
  /** Tokens of each text, or bytes of each picture. */
  lengths: z.array(z.int().min(0)),
});

const prefixSizeBytes = 4;

/**
 * A lease as one body: the length of the header as uint32 little-endian, the header as JSON, then the samples one after
 * another: token ids as int32 little-endian, or RGB bytes.
 */
export function encodeLease({ leaseId, inputs }: Lease): Uint8Array<ArrayBuffer> {
  const rows = inputs.kind === 'text' ? inputs.tokens : inputs.pictures;
  const json = JSON.stringify({ leaseId, kind: inputs.kind, lengths: rows.map((row) => row.length) });
  const head = new TextEncoder().encode(json);
  const valueSizeBytes = inputs.kind === 'text' ? 4 : 1;
  const valueCount = rows.reduce((sum, row) => sum + row.length, 0);
  const body = new Uint8Array(prefixSizeBytes + head.length + valueCount * valueSizeBytes);
  const view = new DataView(body.buffer);
  view.setUint32(0, head.length, true);
  body.set(head, prefixSizeBytes);
  let at = prefixSizeBytes + head.length;
  for (const row of rows) {
    if (inputs.kind === 'image') body.set(row as Uint8Array, at);
    else row.forEach((id, i) => void view.setInt32(at + 4 * i, id, true));
    at += row.length * valueSizeBytes;
  }
  return body;
}

/** Reads what `encodeLease` wrote. Throws when the body is cut off or is not a lease. */
export function decodeLease(body: Uint8Array): Lease {
  const view = new DataView(body.buffer, body.byteOffset, body.byteLength);
  const headSizeBytes = body.byteLength < prefixSizeBytes ? 0 : view.getUint32(0, true);
  const json = new TextDecoder().decode(body.subarray(prefixSizeBytes, prefixSizeBytes + headSizeBytes));
  const { leaseId, kind, lengths } = header.parse(JSON.parse(json));
  const valueSizeBytes = kind === 'text' ? 4 : 1;
  const expectedSizeBytes =
    prefixSizeBytes + headSizeBytes + valueSizeBytes * lengths.reduce((sum, length) => sum + length, 0);
  if (body.byteLength !== expectedSizeBytes) {
    throw new Error(`The lease has ${body.byteLength} bytes; its header says ${expectedSizeBytes}. Ask for it again.`);
  }
  let at = prefixSizeBytes + headSizeBytes;
  const starts = lengths.map((length) => {
    const start = at;
    at += length * valueSizeBytes;
    return start;
  });
  if (kind === 'image') {
    const pictures = lengths.map((length, row) => {
      const start = starts[row] as number;
      return body.subarray(start, start + length);
    });
    return { leaseId, inputs: { kind, pictures } };
  }
  const tokens = lengths.map((length, row) =>
    Int32Array.from({ length }, (_, i) => view.getInt32((starts[row] as number) + 4 * i, true)),
  );
  return { leaseId, inputs: { kind, tokens } };
}
