const NAME_CODE_POINTS = 1024;

/**
 * A name from outside as a label: control characters, NUL, bidi controls and lone surrogates become visible escapes, and
 * what is longer than 1,024 code points is cut with an ellipsis. Names never become paths.
 */
export function toDisplayName(name: string): string {
  const visible = name.replace(/[\p{Cc}\p{Cs}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, (character) => {
    const code = character.codePointAt(0) ?? 0;
    return `\\u${code.toString(16).padStart(4, '0')}`;
  });
  const codePoints = [...visible];
  if (codePoints.length <= NAME_CODE_POINTS) return visible;
  return `${codePoints.slice(0, NAME_CODE_POINTS - 1).join('')}…`;
}

/** The last part of a path-like name, without what stands before / or \. */
export function baseName(name: string): string {
  return name.split(/[/\\]/).at(-1) ?? name;
}
