/**
 * The class names in a cell that may hold several, in their order, each once, without blanks around them. A backslash takes the
 * sign after it as it is, so `a\;b` is one name where semicolons separate. Without a separator the cell is one name.
 */
export function splitClasses(cell: string, separator: string | null): string[] {
  if (separator === null) return [cell];
  const names: string[] = [];
  let name = '';
  for (let place = 0; place < cell.length; place += 1) {
    const sign = cell[place] ?? '';
    if (sign === '\\' && (cell[place + 1] === separator || cell[place + 1] === '\\')) {
      name += cell[place + 1];
      place += 1;
    } else if (sign === separator) {
      names.push(name);
      name = '';
    } else name += sign;
  }
  names.push(name);
  return [...new Set(names.map((one) => one.trim()).filter((one) => one !== ''))];
}
