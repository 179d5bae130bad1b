'use client';

import { Monitor, Moon, Sun } from 'lucide-react';
import { useState } from 'react';
import { THEMES, type Theme } from '@/components/shell/theme-choice';
import { IconButton } from '@/components/ui/icon-button';
import { Menu, MenuChoice } from '@/components/ui/menu';

const SAYS: Record<Theme, string> = { system: 'As the system', light: 'Light', dark: 'Dark' };
const ICONS = { system: Monitor, light: Sun, dark: Moon };

/** Shows the theme at once and has the server keep it in a cookie for the next page. */
function keepTheme(theme: Theme): void {
  if (theme === 'system') document.documentElement.removeAttribute('data-theme');
  else document.documentElement.dataset.theme = theme;
  void fetch('/theme', { method: 'PUT', body: theme, keepalive: true });
}

/** Light, dark or as the system. `initial` is what the server read from the cookie. */
export function ThemeMenu({ initial }: { initial: Theme }) {
  const [theme, setTheme] = useState(initial);
  const Icon = ICONS[theme];
  const pick = (picked: Theme) => {
    keepTheme(picked);
    setTheme(picked);
  };
  return (
    <Menu
      label="Theme"
      trigger={
        <IconButton label="Theme">
          <Icon size={16} aria-hidden />
        </IconButton>
      }
    >
      {THEMES.map((choice) => {
        const ChoiceIcon = ICONS[choice];
        return (
          <MenuChoice
            key={choice}
            chosen={choice === theme}
            icon={<ChoiceIcon size={14} aria-hidden />}
            onPick={() => pick(choice)}
          >
            {SAYS[choice]}
          </MenuChoice>
        );
      })}
    </Menu>
  );
}
