import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeLease, encodeLease, type LeaseInputs } from '@/lib/embeddings/lease-codec';

const leaseId = '01a207d5-10fd-741a-bb5d-9b1ca148f7c3';
const tokens = fc.array(fc.array(fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }), { maxLength: 9 }), {
  maxLength: 9,
});

describe('leases as bytes', () => {
  test('any texts come back as they were', () => {
    fc.assert(
      fc.property(tokens, (rows) => {
        const inputs: LeaseInputs = { kind: 'text', tokens: rows.map((row) => Int32Array.from(row)) };
        expect(decodeLease(encodeLease({ leaseId, inputs }))).toEqual({ leaseId, inputs });
      }),
    );
  });

  test('any pictures come back as they were', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 9 }), (pictures) => {
        const inputs: LeaseInputs = { kind: 'image', pictures };
        const decoded = decodeLease(encodeLease({ leaseId, inputs })).inputs;
        const rows = decoded.kind === 'image' ? decoded.pictures.map((row) => [...row]) : [];
        expect(rows).toEqual(pictures.map((row) => [...row]));
      }),
    );
  });

  test('the layout: header length, header, int32 little-endian', () => {
    const body = encodeLease({ leaseId, inputs: { kind: 'text', tokens: [Int32Array.of(1, -2)] } });
    const headSizeBytes = body[0] ?? 0;
    expect([...body.subarray(1, 4)]).toEqual([0, 0, 0]);
    expect(JSON.parse(new TextDecoder().decode(body.subarray(4, 4 + headSizeBytes)))).toEqual({
      leaseId,
      kind: 'text',
      lengths: [2],
    });
    expect([...body.subarray(4 + headSizeBytes)]).toEqual([1, 0, 0, 0, 254, 255, 255, 255]);
  });

  test('what is cut off or no lease is refused', () => {
    const body = encodeLease({ leaseId, inputs: { kind: 'text', tokens: [Int32Array.of(1, 2, 3)] } });
    expect(() => decodeLease(body.subarray(0, body.length - 4))).toThrow(/Ask for it again/);
    for (const sizeBytes of [0, 3, 4, 20]) expect(() => decodeLease(body.subarray(0, sizeBytes))).toThrow();
    expect(() => decodeLease(new TextEncoder().encode('{"error": "no"}'))).toThrow();
  });
});
