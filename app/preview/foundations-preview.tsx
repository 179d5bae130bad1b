import { ClassMarker } from '@/components/ui/class-marker';
import { Page } from '@/components/ui/page';

const SIZES = [
  ['text-28 font-[600]', 'Display 28/34'],
  ['text-20 font-[600]', 'Title 20/28'],
  ['text-17 font-[600]', 'Group 17/24'],
  ['text-15 font-[580]', 'Heading 15/22'],
  ['text-14', 'Sample text 14/20'],
  ['text-13', 'Body 13/20'],
  ['text-12', 'Secondary 12/16'],
  ['text-11', 'Fine 11/16'],
];
const SURFACES = [
  'canvas',
  'surface',
  'raised',
  'sunken',
  'accent-weak',
  'warn-weak',
  'danger-weak',
  'mark',
  'inverse',
];
const SLOTS = Array.from({ length: 48 }, (_, slot) => slot);

/** Type, surfaces, and the 48 class markers. */
export function FoundationsPreview() {
  return (
    <Page>
      <h1 className="mb-4">Foundations</h1>
      <div className="grid grid-cols-2 gap-8 narrow:grid-cols-1">
        <section>
          {SIZES.map(([look, says]) => (
            <p key={says} className={look}>
              {says}
            </p>
          ))}
        </section>
        <ul className="grid grid-cols-3 gap-2">
          {SURFACES.map((name) => (
            <li
              key={name}
              className="grid h-16 place-items-end rounded-card border border-line p-2"
              style={{ background: `var(--${name})` }}
            >
              <span style={{ color: name === 'inverse' ? 'var(--on-inverse)' : 'var(--text)' }}>{name}</span>
            </li>
          ))}
        </ul>
      </div>
      <ul className="mt-8 grid grid-cols-12 gap-2 narrow:grid-cols-6">
        {SLOTS.map((slot) => (
          <li key={slot} className="figures flex items-center gap-2">
            <ClassMarker slot={slot} size="l" />
            {slot + 1}
          </li>
        ))}
        <li className="flex items-center gap-2">
          <ClassMarker slot={null} size="l" />
          none
        </li>
      </ul>
    </Page>
  );
}
