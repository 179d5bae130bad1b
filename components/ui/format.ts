const integers = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });
const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** A whole number with thousands commas: 13083 → "13,083". */
export function formatCount(count: number): string {
  return integers.format(count);
}

/** A count with its noun, in the right number: (1, "sample") → "1 sample", (3, "class", "classes") → "3 classes". */
export function formatCounted(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}

/**
 * A part of a whole in whole percent: "63 %". Never says 0 % of something or 100 % of almost all,
 * so that "done" and "not begun" can be believed.
 */
export function formatPercent(part: number, whole: number): string {
  if (whole <= 0) return '0 %';
  const percent = Math.round((100 * part) / whole);
  if (percent === 0 && part > 0) return '< 1 %';
  if (percent === 100 && part < whole) return '99 %';
  return `${percent} %`;
}

/**
 * A similarity, −1 to 1, cut to hundredths as the cuts of a list are: .629 → ".62", so that what shows .62 stays at a cut
 * of .62; 1 → "1.00".
 */
export function formatSimilarity(similarity: number): string {
  // Similarities that travelled as distances are off by less than a millionth.
  const hundredths = Math.floor(100 * similarity + 1e-4);
  return (hundredths / 100)
    .toFixed(2)
    .replace('-', '−')
    .replace(/^(−?)0\./, '$1.');
}

/** A size in bytes, in steps of 1,024: 31744 → "31 KB", 24222105 → "23.1 MB". */
export function formatBytes(sizeBytes: number): string {
  const units = ['bytes', 'KB', 'MB', 'GB', 'TB'];
  let value = sizeBytes;
  let step = 0;
  while (value >= 1024 && step < units.length - 1) {
    value /= 1024;
    step += 1;
  }
  const digits = step >= 2 && value < 100 ? 1 : 0;
  return `${value.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits })} ${units[step]}`;
}

/** A span of time in its largest fitting unit: 2400 → "2 s", 190000 → "3 min", 5400000 → "1 h 30 min". */
export function formatSpan(spanMs: number): string {
  if (spanMs < MINUTE_MS) return `${Math.max(1, Math.round(spanMs / SECOND_MS))} s`;
  if (spanMs < HOUR_MS) return `${Math.round(spanMs / MINUTE_MS)} min`;
  const hours = Math.floor(spanMs / HOUR_MS);
  const minutes = Math.round((spanMs % HOUR_MS) / MINUTE_MS);
  return minutes === 0 ? `${hours} h` : `${hours} h ${minutes} min`;
}

/** A speed in words: 21.4 → "21 a second", 0.2 → "12 a minute". */
export function formatRate(perSecond: number): string {
  if (perSecond >= 1) return `${formatCount(Math.round(perSecond))} a second`;
  return `${formatCount(Math.max(1, Math.round(perSecond * 60)))} a minute`;
}

/** How long ago an instant was: "just now", "4 min ago", "3 h ago", "yesterday", "5 days ago", then the date. */
export function formatAgo(then: Date, now: Date): string {
  const spanMs = now.getTime() - then.getTime();
  if (spanMs < 45 * SECOND_MS) return 'just now';
  if (spanMs < HOUR_MS) return `${Math.max(1, Math.round(spanMs / MINUTE_MS))} min ago`;
  if (spanMs < DAY_MS) return `${Math.round(spanMs / HOUR_MS)} h ago`;
  if (spanMs < 2 * DAY_MS) return 'yesterday';
  if (spanMs < 30 * DAY_MS) return `${Math.floor(spanMs / DAY_MS)} days ago`;
  return then.toLocaleDateString('en-US', { year: 'numeric', month: 'short', day: 'numeric' });
}

/**
 * What a running count still needs, from its rate; `null` while the rate is unknown.
 * @param perSecond samples a second, > 0 once known
 */
export function estimateLeftMs(done: number, total: number, perSecond: number): number | null {
  if (!(perSecond > 0) || total <= 0) return null;
  return Math.max(0, ((total - done) / perSecond) * SECOND_MS);
}
