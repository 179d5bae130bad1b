import '@fontsource-variable/geist/wght.css';
import '@fontsource-variable/geist-mono/wght.css';
import './globals.css';
import type { Metadata } from 'next';
import { cookies } from 'next/headers';
import type { ReactNode } from 'react';
import { AppFrame } from '@/components/shell/app-frame';
import { Providers } from '@/components/shell/providers';
import { parseTheme, THEME_COOKIE } from '@/components/shell/theme-choice';

export const metadata: Metadata = {
  title: { default: 'Sheaf', template: '%s · Sheaf' },
  description: 'Turns a heap of unlabeled samples into a labeled dataset, a cluster at a time.',
  icons: { icon: '/icon.svg' },
};

/** The theme comes from a cookie, so that the page is painted right the first time without a script in the page. */
export default async function RootLayout({ children }: { children: ReactNode }) {
  const theme = parseTheme((await cookies()).get(THEME_COOKIE)?.value);
  return (
    <html lang="en" {...(theme === 'system' ? {} : { 'data-theme': theme })}>
      <body>
        <Providers>
          <AppFrame theme={theme}>{children}</AppFrame>
        </Providers>
      </body>
    </html>
  );
}
