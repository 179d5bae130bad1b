/** A tensor in a TensorFlow.js weights manifest. */
export interface WeightEntry {
  readonly name: string;
  readonly shape: readonly number[];
  readonly dtype: 'float32' | 'int32';
  readonly quantization?: { readonly dtype: 'float16'; readonly original_dtype: 'float32' };
}

/** A node of a TensorFlow `GraphDef`, in the JSON form that TensorFlow.js reads. */
export interface GraphNode {
  readonly name: string;
  readonly op: string;
  readonly input?: readonly string[];
  readonly attr: Readonly<Record<string, unknown>>;
}

const floatType = { type: 'DT_FLOAT' };

/** Collects nodes and weights of a graph model in the order in which they are added. */
export class GraphModelBuilder {
  readonly nodes: GraphNode[] = [];
  readonly weights: WeightEntry[] = [];
  private readonly parts: Uint8Array[] = [];

  /** A float image batch [n, height, width, 3] of any height and width. */
  addImageInput(name: string): string {
    const dim = [{ size: '-1' }, { size: '-1' }, { size: '-1' }, { size: '3' }];
    return this.add({ name, op: 'Placeholder', attr: { dtype: floatType, shape: { shape: { dim } } } });
  }

  addFloatWeight(name: string, shape: readonly number[], data: Uint16Array | Float32Array): string {
    const isHalf = data instanceof Uint16Array;
    this.weights.push({
      name,
      shape,
      dtype: 'float32',
      ...(isHalf ? { quantization: { dtype: 'float16', original_dtype: 'float32' } as const } : {}),
    });
    return this.addConstant(name, 'DT_FLOAT', shape, new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  }

  /** A constant of integers; a scalar when `isScalar`. */
  addIntWeight(name: string, values: readonly number[], isScalar = false): string {
    const shape = isScalar ? [] : [values.length];
    this.weights.push({ name, shape, dtype: 'int32' });
    return this.addConstant(name, 'DT_INT32', shape, new Uint8Array(Int32Array.from(values).buffer));
  }

  add(node: GraphNode): string {
    this.nodes.push(node);
    return node.name;
  }

  /** All weights one after another, in the order of `weights`. */
  weightBytes(): Uint8Array {
    const bytes = new Uint8Array(this.parts.reduce((sum, part) => sum + part.byteLength, 0));
    let at = 0;
    for (const part of this.parts) {
      bytes.set(part, at);
      at += part.byteLength;
    }
    return bytes;
  }

  private addConstant(name: string, type: string, shape: readonly number[], bytes: Uint8Array): string {
    this.parts.push(bytes);
    const tensorShape = { dim: shape.map((size) => ({ size: String(size) })) };
    return this.add({
      name,
      op: 'Const',
      attr: { dtype: { type }, value: { tensor: { dtype: type, tensorShape } } },
    });
  }
}
