/** A path of this server to go to after signing in; anything else becomes the home page. */
export function cleanNextPath(path: string | null): string {
  return path !== null && /^\/(?![/\\])[\x21-\x7e]*$/.test(path) && path.length <= 2_000 ? path : '/';
}

function escapeHtml(text: string): string {
  const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? character);
}

const LAYOUT = `
  body { margin: 0; min-height: 100vh; display: grid; place-items: center; background: var(--canvas);
    color: var(--text); font: 14px/1.5 system-ui, sans-serif; }
  main { width: min(360px, calc(100vw - 32px)); display: grid; gap: 16px; }
  h1 { margin: 0; font-size: 20px; font-weight: 600; }
  p { margin: 0; color: var(--text-2); }
  form { display: grid; gap: 8px; }
  label { font-weight: 500; }
  input, button { font: inherit; padding: 8px 12px; border-radius: 6px; box-sizing: border-box; width: 100%; }
  input { border: 1px solid var(--control); background: var(--surface); color: var(--text); }
  button { border: 0; background: var(--accent); color: var(--on-accent); font-weight: 500; cursor: pointer; }
  input:focus-visible, button:focus-visible { outline: 2px solid var(--accent-text); outline-offset: 2px; }
  [role="alert"] { color: var(--danger); }
`;

export type SignInPage = {
  nonce: string;
  /** The design tokens as CSS custom properties. */
  tokensCss: string;
  nextPath: string;
  /** What was wrong with the last try, or undefined. */
  problem?: string | undefined;
};

/** The page that asks for the access token: plain HTML, since nothing else of the application is shown before it. */
export function renderSignInPage({ nonce, tokensCss, nextPath, problem }: SignInPage): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Sign in · Sheaf</title>
<style nonce="${escapeHtml(nonce)}">${tokensCss}${LAYOUT}</style>
</head>
<body>
<main>
<h1>Sign in to Sheaf</h1>
<p>Whoever started this server has the access token: it was printed at the start.</p>
${problem === undefined ? '' : `<p role="alert">${escapeHtml(problem)}</p>`}
<form method="post" action="/sign-in">
<input type="hidden" name="next" value="${escapeHtml(nextPath)}">
<label for="token">Access token</label>
<input id="token" name="token" type="password" autocomplete="current-password" required autofocus>
<button type="submit">Sign in</button>
</form>
</main>
</body>
</html>
`;
}
