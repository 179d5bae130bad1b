/** The mark of Sheaf: stalks bound in the middle, drawn in the text's colour with the band in the accent. */
export function Mark({ sizePx = 20 }: { sizePx?: number }) {
  return (
    <svg
      viewBox="0 0 24 24"
      width={sizePx}
      height={sizePx}
      aria-hidden="true"
      fill="none"
      strokeLinecap="round"
      className="flex-none"
    >
      <g stroke="currentColor" strokeWidth="1.900">
        <path d="M12 2.500V21.500" />
        <path d="M7.500 3.200C7.500 8 9.400 10.600 9.800 13.200 10 16 8.900 18.600 7.700 21" />
        <path d="M16.500 3.200C16.500 8 14.600 10.600 14.200 13.200 14 16 15.100 18.600 16.300 21" />
        <path d="M3.300 6.200C4.600 9.800 7 11.600 8 13.600" />
        <path d="M20.700 6.200C19.400 9.800 17 11.600 16 13.600" />
      </g>
      <path d="M7.700 14.600H16.300" stroke="var(--accent)" strokeWidth="3.200" />
    </svg>
  );
}
