/** Element type of a 16-bit float tensor (schema enum `TensorType`). Other constants of a float graph are 32-bit. */
export const tfliteFloat16 = 1;

/** One tensor of a TFLite graph. `bytes` is null for a tensor that is computed at run time. */
export interface TfliteTensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly elementType: number;
  readonly bytes: Uint8Array | null;
}

/** Convolution settings; zero or one where the operator has none. */
export interface TfliteOptions {
  readonly isPaddingSame: boolean;
  readonly strideHeight: number;
  readonly strideWidth: number;
  readonly dilationHeight: number;
  readonly dilationWidth: number;
  readonly activation: number;
}

/** One operator: its built-in code (schema enum `BuiltinOperator`), tensor indices and settings. */
export interface TfliteOperator {
  readonly code: number;
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
  readonly options: TfliteOptions;
}

export interface TfliteGraph {
  readonly tensors: readonly TfliteTensor[];
  readonly operators: readonly TfliteOperator[];
  readonly inputs: readonly number[];
}

export const tfliteOperator = { add: 0, conv2d: 3, depthwiseConv2d: 4, dequantize: 6 } as const;

/** FlatBuffers table access, as the binary format is described at flatbuffers.dev/internals. */
class Reader {
  private readonly view: DataView;

  constructor(private readonly bytes: Uint8Array) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  root(): number {
    return this.view.getUint32(0, true);
  }

  /** Position of field `index` of the table, or 0 when the table leaves it out. */
  field(table: number, index: number): number {
    const vtable = table - this.view.getInt32(table, true);
    const entry = 4 + 2 * index;
    if (entry >= this.view.getUint16(vtable, true)) return 0;
    const offset = this.view.getUint16(vtable + entry, true);
    return offset === 0 ? 0 : table + offset;
  }

  int32(table: number, index: number, fallback: number): number {
    const at = this.field(table, index);
    return at === 0 ? fallback : this.view.getInt32(at, true);
  }

  int8(table: number, index: number, fallback: number): number {
    const at = this.field(table, index);
    return at === 0 ? fallback : this.view.getInt8(at);
  }

  table(table: number, index: number): number {
    const at = this.field(table, index);
    return at === 0 ? 0 : this.follow(at);
  }

  tables(table: number, index: number): number[] {
    const { start, length } = this.vector(table, index);
    return Array.from({ length }, (_, i) => this.follow(start + 4 * i));
  }

  int32s(table: number, index: number): number[] {
    const { start, length } = this.vector(table, index);
    return Array.from({ length }, (_, i) => this.view.getInt32(start + 4 * i, true));
  }

  span(table: number, index: number): Uint8Array {
    const { start, length } = this.vector(table, index);
    return this.bytes.subarray(start, start + length);
  }

  private follow(at: number): number {
    return at + this.view.getUint32(at, true);
  }

  private vector(table: number, index: number): { start: number; length: number } {
    const at = this.field(table, index);
    if (at === 0) return { start: 0, length: 0 };
    const start = this.follow(at);
    return { start: start + 4, length: this.view.getUint32(start, true) };
  }
}

/**
 * Reads the first subgraph of a TFLite file: tensors with their constant bytes, operators in
 * execution order. Only what a float convolutional backbone needs is read (convolutions and
 * additions keep their settings). Field numbers follow TensorFlow's `schema.fbs`, version 3.
 * Tensor bytes are views into `file`, not copies.
 */
export function parseTflite(file: Uint8Array): TfliteGraph {
  const reader = new Reader(file);
  const model = reader.root();
  const codes = reader.tables(model, 1).map((table) => Math.max(reader.int8(table, 0, 0), reader.int32(table, 3, 0)));
  const buffers = reader.tables(model, 4).map((table) => reader.span(table, 0));
  const graph = reader.tables(model, 2)[0];
  if (graph === undefined) throw new Error('The TFLite file holds no subgraph.');
  return {
    tensors: reader.tables(graph, 0).map((table) => readTensor(reader, table, buffers)),
    operators: reader.tables(graph, 3).map((table) => readOperator(reader, table, codes)),
    inputs: reader.int32s(graph, 1),
  };
}

function readTensor(reader: Reader, table: number, buffers: readonly Uint8Array[]): TfliteTensor {
  const bytes = buffers[reader.int32(table, 2, 0)];
  return {
    name: new TextDecoder().decode(reader.span(table, 3)),
    shape: reader.int32s(table, 0),
    elementType: reader.int8(table, 1, 0),
    bytes: bytes === undefined || bytes.length === 0 ? null : bytes,
  };
}

function readOperator(reader: Reader, table: number, codes: readonly number[]): TfliteOperator {
  const code = codes[reader.int32(table, 0, 0)] ?? -1;
  return {
    code,
    inputs: reader.int32s(table, 1),
    outputs: reader.int32s(table, 2),
    options: readOptions(reader, code, reader.table(table, 4)),
  };
}

function readOptions(reader: Reader, code: number, table: number): TfliteOptions {
  const isDepthwise = code === tfliteOperator.depthwiseConv2d;
  const isConvolution = isDepthwise || code === tfliteOperator.conv2d;
  if (table === 0 || !isConvolution) {
    const activation = table !== 0 && code === tfliteOperator.add ? reader.int8(table, 0, 0) : 0;
    return { isPaddingSame: true, strideHeight: 1, strideWidth: 1, dilationHeight: 1, dilationWidth: 1, activation };
  }
  // A depthwise convolution carries a depth multiplier in field 3, which shifts the rest by one.
  const shift = isDepthwise ? 1 : 0;
  return {
    isPaddingSame: reader.int8(table, 0, 0) === 0,
    strideWidth: reader.int32(table, 1, 1),
    strideHeight: reader.int32(table, 2, 1),
    activation: reader.int8(table, 3 + shift, 0),
    dilationWidth: reader.int32(table, 4 + shift, 1),
    dilationHeight: reader.int32(table, 5 + shift, 1),
  };
}
