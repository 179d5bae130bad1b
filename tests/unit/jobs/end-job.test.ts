import { describe, expect, it } from 'vitest';
import { Invalid, Unavailable } from '@/lib/errors';
import { backOffMs, judgeError } from '@/lib/jobs/end-job.server';
import { StaleJob } from '@/lib/jobs/handler.server';

describe('judgeError', () => {
  it('shows a sentence of ours as it is', () => {
    expect(judgeError(new Invalid('Row 3 is empty.'), false)).toEqual({ kind: 'failed', message: 'Row 3 is empty.' });
  });

  it('tries again what is not available now', () => {
    expect(judgeError(new Unavailable('The disk is full.'), false).kind).toBe('interrupted');
    const lost = Object.assign(new Error('lost'), { code: '57P01' });
    expect(judgeError(new Error('while saving', { cause: lost }), false).kind).toBe('interrupted');
  });

  it('takes any error after a stop for the stop, except that of a lost job', () => {
    expect(judgeError(new Error('aborted'), true)).toEqual({ kind: 'stopped' });
    expect(judgeError(new StaleJob('a', 1), true)).toEqual({ kind: 'stale' });
  });

  it('says so when an error was not expected', () => {
    expect(judgeError(new TypeError('x is not a function'), false)).toMatchObject({
      kind: 'failed',
      message: expect.stringContaining('x is not a function'),
    });
  });
});

describe('backOffMs', () => {
  it('doubles from a second to a minute', () => {
    expect([0, 1, 2, 3, 6, 7, 20].map(backOffMs)).toEqual([0, 1_000, 2_000, 4_000, 32_000, 60_000, 60_000]);
  });
});
