import { z } from 'zod';
import type { KeyOverrides } from '@/components/shell/keymap';

const STORAGE_KEY = 'sheaf.keys';
const overridesSchema = z.record(z.string(), z.string().nullable());

/** A person's own keys as this browser keeps them; none when nothing readable is there. */
export function readOverrides(): KeyOverrides {
  try {
    const parsed = overridesSchema.safeParse(JSON.parse(localStorage.getItem(STORAGE_KEY) ?? '{}'));
    return parsed.success ? parsed.data : {};
  } catch {
    return {};
  }
}

export function saveOverrides(overrides: KeyOverrides): void {
  localStorage.setItem(STORAGE_KEY, JSON.stringify(overrides));
}
