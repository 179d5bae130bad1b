const saidLength = 500;

/**
 * What TensorFlow.js said of a model that it cannot run, as a sentence for a person. `sidePx` is the side of its
 * pictures, null before the model is known.
 */
export function explainRefusal(said: string, sidePx: number | null): string {
  const op = /(?:Unknown op '|Custom op )([^\s']{1,100})/.exec(said)?.[1];
  if (op !== undefined) return `The operation ${op} is not available here. Use a model without it.`;
  if (/memory access out of bounds|Array buffer allocation failed|out of memory/i.test(said)) {
    const where = sidePx === null ? '' : ` for pictures of ${sidePx} × ${sidePx}`;
    return `The model needs more memory than there is${where}. Give a smaller side, or use a smaller model.`;
  }
  const line = said.split('\n', 1)[0]?.slice(0, saidLength).trim() ?? '';
  // A sentence that ends in a colon announces lines that are not shown.
  const told = line.endsWith(':') ? line.replace(/(?<=\.)[^.]*:$/, '') : line;
  return `TensorFlow.js cannot run the model: ${told}`;
}
