export type CspOptions = {
  /** Base64 value, fresh for every answer. Next puts it on its own scripts when it finds it in the request's header. */
  nonce: string;
  /** The development server needs eval for source maps, inline styles, and a socket for reloading. */
  isDevelopment: boolean;
};

/**
 * The Content-Security-Policy of every page: nothing comes from elsewhere, scripts run only with the nonce or when such
 * a script loads them, WebAssembly may compile, and nobody may frame the page.
 * Style elements carry the nonce too; style attributes stay allowed because positions of virtual lists and of floating
 * parts are computed, and an attribute cannot load anything under the other directives.
 */
export function buildContentSecurityPolicy({ nonce, isDevelopment }: CspOptions): string {
  const evaluation = isDevelopment ? "'unsafe-eval'" : "'wasm-unsafe-eval'";
  const styleElements = isDevelopment ? "'self' 'unsafe-inline'" : `'self' 'nonce-${nonce}'`;
  const directives = [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic' ${evaluation}`,
    "script-src-attr 'none'",
    `style-src ${styleElements}`,
    `style-src-elem ${styleElements}`,
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' blob: data:",
    "font-src 'self'",
    "connect-src 'self'",
    "worker-src 'self' blob:",
    "frame-src 'none'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ];
  return directives.join('; ');
}
