/** The day of a moment where the person is, as a key to group by. */
export function dayOf(at: string): string {
  return new Date(at).toLocaleDateString('sv-SE');
}

/** A day as a heading: "Today", "Yesterday", else "Monday, November 16, 2026". */
export function sayDay(day: string, now: Date): string {
  const today = now.toLocaleDateString('sv-SE');
  const before = new Date(now.getFullYear(), now.getMonth(), now.getDate() - 1).toLocaleDateString('sv-SE');
  if (day === today) return 'Today';
  if (day === before) return 'Yesterday';
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  return new Date(year, month - 1, date).toLocaleDateString('en-US', {
    weekday: 'long',
    year: 'numeric',
    month: 'long',
    day: 'numeric',
  });
}

/** The time of day: "14:36". */
export function sayTime(at: string): string {
  return new Date(at).toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' });
}

/** A moment in the middle of a sentence: "14:29 today", "17:42 yesterday", "09:05 on November 16, 2026". */
export function sayMoment(at: string, now: Date): string {
  const day = sayDay(dayOf(at), now);
  if (day === 'Today' || day === 'Yesterday') return `${sayTime(at)} ${day.toLowerCase()}`;
  const date = new Date(at).toLocaleDateString('en-US', { year: 'numeric', month: 'long', day: 'numeric' });
  return `${sayTime(at)} on ${date}`;
}
