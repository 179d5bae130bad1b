/** The key of a class in words: "3", "Shift 3". */
export function sayKeysOfClass(keys: string): string {
  return keys.replace('+', ' ');
}
