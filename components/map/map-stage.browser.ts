import { type MapView, type Place, type StageSize, WHOLE_MAP } from '@/lib/maps/map-view';

export type Shot = { view: MapView; size: StageSize };
type Watcher = (shot: Shot) => void;

/**
 * What part of the map is on the screen. It changes many times a second, so that nothing of React hangs on it: who draws
 * watches, and is called once a frame after a change.
 */
export class MapStage {
  #view: MapView;
  #size: StageSize = { width: 0, height: 0 };
  readonly #watchers = new Set<Watcher>();
  readonly #outlineWatchers = new Set<() => void>();
  #outline: readonly Place[] = [];
  #frame: number | null = null;

  constructor(view: MapView | null) {
    this.#view = view ?? WHOLE_MAP;
  }

  get view(): MapView {
    return this.#view;
  }

  get size(): StageSize {
    return this.#size;
  }

  show(view: MapView): void {
    this.#view = view;
    this.redraw();
  }

  /** A canvas that changes its size is empty: it is drawn at once, not in the next frame. */
  resize(size: StageSize): void {
    this.#size = size;
    this.#callWatchers();
  }

  /** The corners of what is being enclosed, or was last, on the map. */
  get outline(): readonly Place[] {
    return this.#outline;
  }

  /** Points need not be drawn again for an outline. */
  setOutline(corners: readonly Place[]): void {
    this.#outline = corners;
    for (const watcher of this.#outlineWatchers) watcher();
  }

  /** Calls all watchers in the next frame. */
  redraw(): void {
    this.#frame ??= requestAnimationFrame(() => {
      this.#frame = null;
      this.#callWatchers();
    });
  }

  #callWatchers(): void {
    if (this.#size.width === 0 || this.#size.height === 0) return;
    for (const watcher of this.#watchers) watcher({ view: this.#view, size: this.#size });
  }

  /** @returns what ends the watching */
  watch(watcher: Watcher): () => void {
    this.#watchers.add(watcher);
    this.redraw();
    return () => void this.#watchers.delete(watcher);
  }

  /** Calls when the outline changes; who draws it watches the view too. @returns what ends the watching */
  watchOutline(watcher: () => void): () => void {
    this.#outlineWatchers.add(watcher);
    return () => void this.#outlineWatchers.delete(watcher);
  }
}
