import { cookies } from 'next/headers';
import { parseTheme, THEME_COOKIE } from '@/components/shell/theme-choice';

const YEAR_S = 31_536_000;

/** Keeps the theme that this browser's person chose; the body is its name. */
export async function PUT(request: Request): Promise<Response> {
  const theme = parseTheme(await request.text());
  (await cookies()).set(THEME_COOKIE, theme, { path: '/', maxAge: YEAR_S, sameSite: 'lax', httpOnly: true });
  return new Response(null, { status: 204 });
}
