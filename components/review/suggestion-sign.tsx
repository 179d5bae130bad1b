/** The sparkle of a suggestion: four points, drawn as an outline because nothing is settled. */
export function SuggestionSign({ sizePx = 12 }: { sizePx?: number }) {
  return (
    <svg
      viewBox="0 0 16 16"
      width={sizePx}
      height={sizePx}
      className="flex-none"
      aria-hidden="true"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.700"
      strokeLinejoin="round"
    >
      <path d="M8 2C8.700 5.600 10.400 7.300 14 8 10.400 8.700 8.700 10.400 8 14 7.300 10.400 5.600 8.700 2 8 5.600 7.300 7.300 5.600 8 2Z" />
    </svg>
  );
}
