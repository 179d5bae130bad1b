import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Outbox } from '@/components/review/outbox';
import { ApiError } from '@/components/shell/api';

const unreachable = () => new ApiError('unreachable', 0, 'The server cannot be reached.');

describe('the outbox', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('sends one after another, in order, and says when all is answered', async () => {
    const sent: number[] = [];
    const onIdle = vi.fn<() => void>();
    const outbox = new Outbox(onIdle);
    for (const number of [1, 2, 3]) {
      outbox.add(async () => {
        await Promise.resolve();
        sent.push(number);
      });
    }
    expect(outbox.getState().waitingCount).toBe(3);
    await vi.runAllTimersAsync();
    expect(sent).toEqual([1, 2, 3]);
    expect(outbox.isIdle).toBe(true);
    expect(onIdle).toHaveBeenCalledTimes(1);
  });

  it('keeps what the server did not get, says so, and tries again until it does', async () => {
    const outbox = new Outbox(() => {});
    let tries = 0;
    const sent: string[] = [];
    outbox.add(() => {
      tries += 1;
      if (tries < 3) return Promise.reject(unreachable());
      sent.push('first');
      return Promise.resolve();
    }, 2);
    outbox.add(() => {
      sent.push('second');
      return Promise.resolve();
    });
    await vi.advanceTimersByTimeAsync(500);
    expect(outbox.getState()).toEqual({ waitingCount: 3, problem: 'The server cannot be reached.' });
    outbox.retry();
    await vi.advanceTimersByTimeAsync(10);
    expect(tries).toBe(2);
    await vi.runAllTimersAsync();
    expect(sent).toEqual(['first', 'second']);
    expect(outbox.getState()).toEqual({ waitingCount: 0, problem: null });
  });
});
