import { COLOUR_COUNT } from '@/lib/datasets/label-class';
import { type MapColours, parseHex } from '@/lib/maps/map-palette';

/** The tokens of the theme in force, as the map draws with them. */
export function readThemeColours(): MapColours {
  const style = getComputedStyle(document.documentElement);
  const token = (name: string) => parseHex(style.getPropertyValue(name));
  return {
    classes: Array.from({ length: COLOUR_COUNT }, (_, i) => token(`--c${i + 1}`)),
    unlabeled: token('--point'),
    accent: token('--accent'),
    ground: token('--surface'),
  };
}

/** Calls when the theme changes, by the person's choice or the system's. @returns what ends it */
export function watchTheme(onChange: () => void): () => void {
  const system = window.matchMedia('(prefers-color-scheme: dark)');
  const observer = new MutationObserver(onChange);
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
  system.addEventListener('change', onChange);
  return () => {
    observer.disconnect();
    system.removeEventListener('change', onChange);
  };
}
