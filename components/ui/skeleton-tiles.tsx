const placesOf = (count: number) => Array.from({ length: count }, (_, place) => place);

/** Sunken places for pictures that are still loading: they keep the frame and do not move. `sizePx` is the tile's edge. */
export function SkeletonTiles({ count, sizePx = 96 }: { count: number; sizePx?: number }) {
  return (
    <div
      aria-hidden="true"
      className="grid gap-1.5"
      style={{ gridTemplateColumns: `repeat(auto-fill, minmax(${sizePx}px, 1fr))` }}
    >
      {placesOf(count).map((place) => (
        <span
          key={place}
          className="block aspect-square rounded-control bg-sunken shadow-[inset_0_0_0_1px_var(--img-line)]"
        />
      ))}
    </div>
  );
}

/** Sunken lines for texts that are still loading. */
export function SkeletonLines({ count }: { count: number }) {
  return (
    <div aria-hidden="true" className="grid gap-3">
      {placesOf(count).map((place) => (
        <span
          key={place}
          className="block h-5 rounded-key bg-sunken"
          style={{ width: `${92 - ((place * 23) % 40)}%` }}
        />
      ))}
    </div>
  );
}
