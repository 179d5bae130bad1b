/** What a person wishes: the system's theme, or one of the two for good. */
export const THEMES = ['system', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];
/** The cookie that the server reads, so that the first byte of a page already has the right theme. */
export const THEME_COOKIE = 'sheaf-theme';

/** The wish in a cookie's value; anything unknown is "system". */
export function parseTheme(value: string | undefined): Theme {
  return THEMES.find((theme) => theme === value) ?? 'system';
}
