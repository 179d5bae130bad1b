import { config } from 'zod';

// Runs in a page before anything else. Zod tries whether it may compile text to code, which the content security policy
// forbids and the browser reports as an attack; it works without.
config({ jitless: true });
