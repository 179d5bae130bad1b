import { FRAGMENT_SHADER, VERTEX_SHADER } from '@/components/map/map-shaders';
import type { DrawingOrder } from '@/lib/maps/map-order';
import { type MapColours, PALETTE_WIDTH, type Rgb } from '@/lib/maps/map-palette';
import { type MapView, pixelsPerUnit, pointSizePx, type StageSize } from '@/lib/maps/map-view';

/** What a frame shows; everything else is in the graphics card already. */
export type Frame = { view: MapView; size: StageSize; pixelRatio: number; colours: MapColours };

/** From this zoom on points have the shape of their class; further away shapes could not be told apart. */
const SHAPES_FROM_ZOOM = 8;
const FULL = 0.85;
const DIMMED = 0.28;
const CHOSEN_GROWTH = 1.5;
const EDGE_PX = 1;

function compile(gl: WebGL2RenderingContext, kind: number, source: string): WebGLShader {
  const shader = gl.createShader(kind);
  if (shader === null) throw new Error('The WebGL context is lost: no shader can be made.');
  gl.shaderSource(shader, source);
  gl.compileShader(shader);
  if (!gl.getShaderParameter(shader, gl.COMPILE_STATUS) && !gl.isContextLost()) {
    throw new Error(`A shader of the map does not compile: ${gl.getShaderInfoLog(shader)}`);
  }
  return shader;
}

function link(gl: WebGL2RenderingContext): WebGLProgram {
  const program = gl.createProgram();
  gl.attachShader(program, compile(gl, gl.VERTEX_SHADER, VERTEX_SHADER));
  gl.attachShader(program, compile(gl, gl.FRAGMENT_SHADER, FRAGMENT_SHADER));
  gl.linkProgram(program);
  if (!gl.getProgramParameter(program, gl.LINK_STATUS) && !gl.isContextLost()) {
    throw new Error(`The shaders of the map do not fit: ${gl.getProgramInfoLog(program)}`);
  }
  return program;
}

function openContext(canvas: HTMLCanvasElement): WebGL2RenderingContext | null {
  return canvas.getContext('webgl2', { alpha: false, antialias: false, depth: false, stencil: false });
}

const UNIFORMS = [
  ...(['middle', 'scale', 'sizePx', 'opacity', 'hasShapes'] as const),
  ...(['isChosen', 'edgePx', 'chosenColour', 'ground'] as const),
];
type Uniforms = Record<(typeof UNIFORMS)[number], WebGLUniformLocation | null>;

function findUniforms(gl: WebGL2RenderingContext, program: WebGLProgram): Uniforms {
  const found = UNIFORMS.map((name) => [name, gl.getUniformLocation(program, name)] as const);
  return Object.fromEntries(found) as Uniforms;
}

function share(rgb: Rgb): [number, number, number] {
  return [rgb[0] / 255, rgb[1] / 255, rgb[2] / 255];
}

/** Buffers for places, values and order, the palette's texture: all bound once, since nothing else draws here. */
function bindBuffers(gl: WebGL2RenderingContext) {
  const [places, values, order] = [gl.createBuffer(), gl.createBuffer(), gl.createBuffer()];
  gl.bindVertexArray(gl.createVertexArray());
  gl.bindBuffer(gl.ARRAY_BUFFER, places);
  gl.enableVertexAttribArray(0);
  gl.vertexAttribPointer(0, 2, gl.FLOAT, false, 0, 0);
  gl.bindBuffer(gl.ARRAY_BUFFER, values);
  gl.enableVertexAttribArray(1);
  gl.vertexAttribIPointer(1, 1, gl.UNSIGNED_SHORT, 0, 0);
  gl.bindBuffer(gl.ELEMENT_ARRAY_BUFFER, order);
  gl.bindTexture(gl.TEXTURE_2D, gl.createTexture());
  for (const filter of [gl.TEXTURE_MIN_FILTER, gl.TEXTURE_MAG_FILTER]) {
    gl.texParameteri(gl.TEXTURE_2D, filter, gl.NEAREST);
  }
  return { places, values };
}

function setFrame(gl: WebGL2RenderingContext, uniforms: Uniforms, { view, size, pixelRatio, colours }: Frame): void {
  const perUnit = pixelsPerUnit(size, view.zoom);
  gl.viewport(0, 0, Math.round(size.width * pixelRatio), Math.round(size.height * pixelRatio));
  gl.clearColor(...share(colours.ground), 1);
  gl.clear(gl.COLOR_BUFFER_BIT);
  gl.uniform2f(uniforms.middle, view.x, view.y);
  gl.uniform2f(uniforms.scale, (2 * perUnit) / size.width, (2 * perUnit) / size.height);
  gl.uniform1i(uniforms.hasShapes, view.zoom >= SHAPES_FROM_ZOOM ? 1 : 0);
  gl.uniform3f(uniforms.chosenColour, ...share(colours.accent));
  gl.uniform3f(uniforms.ground, ...share(colours.ground));
}

function drawLayers(
  gl: WebGL2RenderingContext,
  uniforms: Uniforms,
  frame: Frame,
  layers: DrawingOrder['layers'],
): void {
  const count = layers[0] + layers[1] + layers[2];
  const sizePx = pointSizePx(frame.size, frame.view.zoom, count) * frame.pixelRatio;
  const hasChosen = layers[2] > 0;
  let start = 0;
  for (const [layer, length] of layers.entries()) {
    const isChosen = layer === 2;
    gl.uniform1f(uniforms.sizePx, isChosen ? Math.max(CHOSEN_GROWTH * sizePx, 3 * frame.pixelRatio) : sizePx);
    gl.uniform1f(uniforms.opacity, isChosen ? 1 : hasChosen ? DIMMED : FULL);
    gl.uniform1i(uniforms.isChosen, isChosen ? 1 : 0);
    gl.uniform1f(uniforms.edgePx, isChosen && sizePx > 3 * frame.pixelRatio ? EDGE_PX * frame.pixelRatio : 0);
    if (length > 0) gl.drawElements(gl.POINTS, length, gl.UNSIGNED_INT, 4 * start);
    start += length;
  }
}

/** Fills the bound buffer, in place where it has the size already. */
function fill(gl: WebGL2RenderingContext, target: number, data: ArrayBufferView<ArrayBufferLike>): void {
  if (gl.getBufferParameter(target, gl.BUFFER_SIZE) === data.byteLength) gl.bufferSubData(target, 0, data);
  else gl.bufferData(target, data, gl.DYNAMIC_DRAW);
}

/** Draws points by WebGL2. What was set stays until it is set again; `draw` sends nothing but numbers. */
export class MapRenderer {
  readonly #gl: WebGL2RenderingContext;
  readonly #uniforms: Uniforms;
  readonly #buffers: ReturnType<typeof bindBuffers>;
  #layers: DrawingOrder['layers'] = [0, 0, 0];

  private constructor(gl: WebGL2RenderingContext) {
    this.#gl = gl;
    const program = link(gl);
    this.#uniforms = findUniforms(gl, program);
    this.#buffers = bindBuffers(gl);
    // By Reflect: the linter takes a call of anything that begins with “use” for a hook of React.
    Reflect.apply(gl.useProgram, gl, [program]);
    gl.enable(gl.BLEND);
    gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
  }

  /** Null where the browser has no WebGL2 or gives none now. Throws an Error when the shaders do not compile. */
  static on(canvas: HTMLCanvasElement): MapRenderer | null {
    const gl = openContext(canvas);
    return gl === null ? null : new MapRenderer(gl);
  }

  /** x and y of each point. */
  setPlaces(places: Float32Array): void {
    this.#gl.bindBuffer(this.#gl.ARRAY_BUFFER, this.#buffers.places);
    this.#gl.bufferData(this.#gl.ARRAY_BUFFER, places, this.#gl.STATIC_DRAW);
  }

  /** The colour value of each point; of as many points as there are places. */
  setValues(values: Uint16Array): void {
    this.#gl.bindBuffer(this.#gl.ARRAY_BUFFER, this.#buffers.values);
    fill(this.#gl, this.#gl.ARRAY_BUFFER, values);
  }

  setOrder(order: DrawingOrder): void {
    fill(this.#gl, this.#gl.ELEMENT_ARRAY_BUFFER, order.points);
    this.#layers = order.layers;
  }

  /** RGBA bytes of `paintPalette`. */
  setPalette(texels: Uint8Array): void {
    const gl = this.#gl;
    const rows = texels.length / (4 * PALETTE_WIDTH);
    gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA8, PALETTE_WIDTH, rows, 0, gl.RGBA, gl.UNSIGNED_BYTE, texels);
  }

  draw(frame: Frame): void {
    setFrame(this.#gl, this.#uniforms, frame);
    drawLayers(this.#gl, this.#uniforms, frame, this.#layers);
  }

  /** Gives the graphics back: a page has a few contexts only. A canvas that is still there may be drawn on again. */
  dispose(): void {
    const { canvas } = this.#gl;
    if (canvas instanceof HTMLCanvasElement && canvas.isConnected) return;
    this.#gl.getExtension('WEBGL_lose_context')?.loseContext();
  }
}

/** Whether this browser can draw a map at all. */
export function hasWebGl(): boolean {
  const gl = document.createElement('canvas').getContext('webgl2');
  gl?.getExtension('WEBGL_lose_context')?.loseContext();
  return gl !== null;
}
