import { ownTopologyDepthLimit, ownTopologyLimitBytes } from '@/lib/embeddings/own-model';
import { Invalid } from '@/lib/errors';

/** One tensor of the weights, as its manifest describes it. */
export interface WeightEntry {
  readonly name: string;
  readonly shape: readonly number[];
  readonly dtype: 'float32' | 'int32' | 'bool';
  readonly quantization?: {
    readonly dtype: 'uint8' | 'uint16' | 'float16';
    readonly scale?: number;
    readonly min?: number;
  };
}

/** A model as plain data, checked: the weights have the bytes that their manifest wants. */
export interface OwnModelFiles {
  readonly format: 'graph' | 'layers';
  readonly topology: object;
  readonly weights: readonly WeightEntry[];
  readonly weightBytes: Uint8Array;
}

const typeBytes = { float32: 4, int32: 4, bool: 1, uint8: 1, uint16: 2, float16: 2 } as const;
const elementLimit = 2 ** 31;

/**
 * Reads the files of a TensorFlow.js model, by name: one `.json` with topology and manifest, and the shards that it
 * names. Throws Invalid with what is wrong and where: a size, a depth, a missing or surplus byte, a type.
 */
export function readOwnModel(files: ReadonlyMap<string, Uint8Array>): OwnModelFiles {
  const jsonNames = [...files.keys()].filter((name) => name.toLowerCase().endsWith('.json'));
  const jsonName = jsonNames.find((name) => baseName(name) === 'model.json') ?? jsonNames[0];
  if (jsonName === undefined)
    throw new Invalid('There is no model.json among the files. Send it with its weights, or a zip of both.');
  const json = parseJson(jsonName, files.get(jsonName) ?? new Uint8Array());
  const { modelTopology: topology, weightsManifest: manifest } = json;
  if (!isRecord(topology)) throw new Invalid(`${jsonName} has no modelTopology: it is no TensorFlow.js model.`);
  if (!Array.isArray(manifest)) throw new Invalid(`${jsonName} has no weightsManifest: it is no TensorFlow.js model.`);
  const format = Array.isArray(topology.node) ? 'graph' : 'layers';
  const groups = manifest.map((group, i) => readGroup(group, i, files));
  const weightBytes = concat(groups.map(({ bytes }) => bytes));
  return { format, topology, weights: groups.flatMap(({ entries }) => entries), weightBytes };
}

function parseJson(name: string, bytes: Uint8Array): Record<string, unknown> {
  if (bytes.length > ownTopologyLimitBytes) {
    throw new Invalid(`${name} has ${bytes.length} bytes; the limit is ${ownTopologyLimitBytes}.`);
  }
  requireDepth(name, bytes);
  try {
    const json: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    if (isRecord(json)) return json;
  } catch {
    // Said below.
  }
  throw new Invalid(`${name} is not a JSON object in UTF-8.`);
}

/** Before parsing: a deep value parses well and then breaks what walks it. */
function requireDepth(name: string, bytes: Uint8Array): void {
  const [quote, backslash] = [0x22, 0x5c];
  let [depth, isText] = [0, false];
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at] as number;
    if (isText) {
      if (byte === backslash) at += 1;
      else if (byte === quote) isText = false;
    } else if (byte === quote) isText = true;
    else if (byte === 0x7b || byte === 0x5b) depth += 1;
    else if (byte === 0x7d || byte === 0x5d) depth -= 1;
    if (depth > ownTopologyDepthLimit) {
      throw new Invalid(`${name} nests deeper than ${ownTopologyDepthLimit} levels at byte ${at}.`);
    }
  }
}

type Group = { entries: WeightEntry[]; bytes: Uint8Array };

function readGroup(group: unknown, index: number, files: ReadonlyMap<string, Uint8Array>): Group {
  const where = `Group ${index + 1} of weightsManifest`;
  if (!isRecord(group) || !Array.isArray(group.paths) || !Array.isArray(group.weights)) {
    throw new Invalid(`${where} has no paths or no weights.`);
  }
  const bytes = concat(group.paths.map((path) => findShard(path, where, files)));
  const entries = group.weights.map((weight) => readEntry(weight, where));
  const wantedBytes = entries.reduce((sum, entry) => sum + sizeOf(entry), 0);
  if (bytes.length !== wantedBytes) {
    throw new Invalid(`${where}: its files have ${bytes.length} bytes, but its weights need ${wantedBytes}.`);
  }
  return { entries, bytes };
}

/** Shards are looked up by their plain name: nothing of the path can lead anywhere. */
function findShard(path: unknown, where: string, files: ReadonlyMap<string, Uint8Array>): Uint8Array {
  if (typeof path !== 'string') throw new Invalid(`${where} names a file that is no text.`);
  const found = [...files].filter(([name]) => baseName(name) === baseName(path));
  if (found.length === 1) return found[0]?.[1] ?? new Uint8Array();
  throw new Invalid(`${where} names the file ${JSON.stringify(path)}, which is there ${found.length} times.`);
}

function readEntry(weight: unknown, where: string): WeightEntry {
  const { name, shape, dtype, quantization } = isRecord(weight) ? weight : {};
  if (typeof name !== 'string' || !isShape(shape)) throw new Invalid(`${where} has a weight without a name or shape.`);
  if (dtype !== 'float32' && dtype !== 'int32' && dtype !== 'bool') {
    throw new Invalid(
      `${where}: the weight ${name} has the type ${JSON.stringify(dtype)}; float32, int32 and bool are read.`,
    );
  }
  if (quantization === undefined) return { name, shape, dtype };
  return { name, shape, dtype, quantization: readQuantization(quantization, `${where}: the weight ${name}`) };
}

function readQuantization(value: unknown, where: string): NonNullable<WeightEntry['quantization']> {
  const { dtype, scale, min } = isRecord(value) ? value : {};
  if (dtype === 'float16') return { dtype };
  const isScaled =
    typeof scale === 'number' && typeof min === 'number' && Number.isFinite(scale) && Number.isFinite(min);
  if ((dtype === 'uint8' || dtype === 'uint16') && isScaled) return { dtype, scale, min };
  throw new Invalid(
    `${where} is quantized in a way that is not read: float16, or uint8 and uint16 with scale and min.`,
  );
}

function sizeOf({ shape, dtype, quantization }: WeightEntry): number {
  return shape.reduce((product, size) => product * size, 1) * typeBytes[quantization?.dtype ?? dtype];
}

function isShape(shape: unknown): shape is number[] {
  if (!Array.isArray(shape) || shape.length > 8) return false;
  const isWhole = shape.every((size) => Number.isInteger(size) && size >= 0);
  return isWhole && shape.reduce((product, size) => product * size, 1) < elementLimit;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function baseName(path: string): string {
  return path.split(/[/\\]/).at(-1) ?? '';
}

function concat(parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
