import type { Machine } from '@/components/compute/machine.browser';
import { formatCount, formatCounted, formatPercent, formatRate } from '@/components/ui/format';
import type { BackendTrial, PageState } from '@/lib/embeddings/page-producer-state';
import type { ProducerSummary } from '@/lib/embeddings/producer';

const BACKENDS: Record<string, string> = { wasm: 'WebAssembly', webgl: 'WebGL', webgpu: 'WebGPU' };

/** A backend as people know it. */
export function nameBackend(backend: string): string {
  return BACKENDS[backend] ?? backend;
}

/** One trial: "WebAssembly 23 a second", or why it does not count. */
export function sayTrial({ backend, ratePerS, note }: BackendTrial): string {
  return ratePerS === null
    ? `${nameBackend(backend)} ${note ?? ''}`.trim()
    : `${nameBackend(backend)} ${formatRate(ratePerS)}`;
}

/** What this page does now, in one line. */
export function sayPhase({ state, keptCount }: Pick<Machine, 'state' | 'keptCount'>): string {
  switch (state.phase) {
    case 'loading':
      return `Loading the model: ${formatPercent(Math.round(1_000 * state.loadedShare), 1_000)}`;
    case 'trying':
      return 'Trying what this browser computes with, a second each';
    case 'working':
      return 'Computing';
    case 'paused':
      return 'Paused. What this page held was given back.';
    case 'waiting':
    case 'unreachable':
      return state.message ?? 'Waiting';
    case 'ended':
      return sayEnd(state, keptCount);
  }
}

function sayEnd({ end, message, returnedCount }: PageState, keptCount: number | null): string {
  const kept = `${formatCount(keptCount ?? 0)} checked and kept by then`;
  const did = returnedCount > 0 ? ` This page returned ${formatCounted(returnedCount, 'embedding')}, ${kept}.` : '';
  if (end === 'left') return `This page has left.${did}`;
  if (end === 'done') return `${message ?? ''}${did}`;
  return message ?? 'This page cannot help.';
}

/** What came of it so far: "WebGL · 38 a second · 412 returned · 380 checked and kept". */
export function sayWork({ state, keptCount }: Pick<Machine, 'state' | 'keptCount'>): string {
  const { backend, ratePerS, returnedCount } = state;
  const parts = [
    backend === null ? '' : nameBackend(backend),
    ratePerS === null ? '' : formatRate(ratePerS),
    `${formatCount(returnedCount)} returned`,
    keptCount === null ? '' : `${formatCount(keptCount)} checked and kept`,
  ];
  return parts.filter((part) => part !== '').join(' · ');
}

/** Another page: "Mira · WebGL · 38 a second · 380 kept", or why it was refused. */
export function sayProducer(producer: ProducerSummary): string {
  const { personName, backend, ratePerS, acceptedCount, retractedCount, reason } = producer;
  if (producer.status === 'refused') {
    const anew = retractedCount > 0 ? ` ${formatCounted(retractedCount, 'embedding')} of it made anew.` : '';
    return `${personName} · refused. ${reason ?? ''}${anew}`;
  }
  return `${personName} · ${nameBackend(backend)} · ${formatRate(ratePerS)} · ${formatCount(acceptedCount)} kept`;
}

/** True for a host name that means the machine which the browser itself runs on: localhost, 127.…, [::1]. */
export function isOwnHost(hostname: string): boolean {
  return /^(?:(?:.+\.)?localhost|127(?:\.\d{1,3}){3}|\[::1\])$/.test(hostname);
}
