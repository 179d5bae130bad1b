import { classMark, SHAPES } from '@/lib/datasets/label-class';
import type { LegendEntry } from '@/lib/maps/map';

/** Red, green, blue, each 0–255. */
export type Rgb = readonly [number, number, number];
/** The colours of the theme that points are drawn in. */
export type MapColours = {
  /** The palette of classes, in its order. */
  classes: readonly Rgb[];
  unlabeled: Rgb;
  accent: Rgb;
  /** What the map is drawn on. */
  ground: Rgb;
};

/** Texels in a row of the palette's texture. */
export const PALETTE_WIDTH = 256;
const GREY: Rgb = [128, 128, 128];

/** Reads "#db5406" or "#abc"; grey for anything else. */
export function parseHex(text: string): Rgb {
  const hex = /^#([0-9a-f]{6}|[0-9a-f]{3})$/i.exec(text.trim())?.[1];
  if (hex === undefined) return GREY;
  const wide = hex.length === 3 ? hex.replace(/./g, '$&$&') : hex;
  const at = (start: number) => Number.parseInt(wide.slice(start, start + 2), 16);
  return [at(0), at(2), at(4)];
}

/** The slot of an entry: of a class its own, else by its place in the legend; null for the points without any. */
export function slotOf(entry: Pick<LegendEntry, 'value' | 'slot'>): number | null {
  return entry.value === 0 ? null : (entry.slot ?? entry.value - 1);
}

/**
 * The palette as a texture: the texel of a colour value holds its colour, and the number of its shape as alpha.
 * @returns RGBA bytes of whole rows of PALETTE_WIDTH
 */
export function paintPalette(entries: readonly LegendEntry[], colours: MapColours): Uint8Array<ArrayBuffer> {
  const highest = entries.reduce((value, entry) => Math.max(value, entry.value), 0);
  const texels = new Uint8Array(Math.ceil((highest + 1) / PALETTE_WIDTH) * PALETTE_WIDTH * 4);
  const paint = (value: number, rgb: Rgb, shape: number) => texels.set([...rgb, shape], value * 4);
  for (let value = 0; value < texels.length / 4; value++) paint(value, colours.unlabeled, 0);
  for (const entry of entries) {
    const slot = slotOf(entry);
    if (slot === null) continue;
    const { colour, shape } = classMark(slot);
    paint(entry.value, colours.classes[colour - 1] ?? GREY, SHAPES.indexOf(shape));
  }
  return texels;
}
