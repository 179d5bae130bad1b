import type { ServerResponse } from 'node:http';

/**
 * The headers of every answer that sets none of the same name itself: pages bring their policy in `csp`, a route that
 * sends a person's bytes sets a stricter one. With COOP and COEP the page is cross-origin isolated.
 */
export function listSecurityHeaders(csp: string): Record<string, string> {
  return {
    'Content-Security-Policy': csp,
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'same-origin',
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Embedder-Policy': 'require-corp',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'X-Frame-Options': 'DENY',
    'Permissions-Policy': 'camera=(), microphone=(), geolocation=(), payment=(), usb=()',
    'Cache-Control': 'private, no-store',
  };
}

function namesIn(headers: unknown): Set<string> {
  if (Array.isArray(headers)) {
    const names = headers.every(Array.isArray)
      ? headers.map((pair: unknown[]) => pair[0])
      : headers.filter((_, at) => at % 2 === 0);
    return new Set(names.map((name) => String(name).toLowerCase()));
  }
  return new Set(
    typeof headers === 'object' && headers !== null ? Object.keys(headers).map((name) => name.toLowerCase()) : [],
  );
}

/**
 * Adds headers at the moment the head is written, where the answer has none of that name by then. Setting them earlier
 * would not do: Next appends to a header that is there, so a route's own Cache-Control would stand beside ours.
 */
export function setDefaultHeaders(response: ServerResponse, defaults: Readonly<Record<string, string>>): void {
  const writeHead = response.writeHead.bind(response) as (...args: unknown[]) => ServerResponse;
  const writeHeadWithDefaults = (...args: unknown[]) => {
    const given = namesIn(args.at(-1));
    for (const [name, value] of Object.entries(defaults)) {
      if (!response.headersSent && !response.hasHeader(name) && !given.has(name.toLowerCase()))
        response.setHeader(name, value);
    }
    return writeHead(...args);
  };
  response.writeHead = writeHeadWithDefaults as typeof response.writeHead;
}
