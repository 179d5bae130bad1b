import { describe, expect, it } from 'vitest';
import { estimateSecondsLeft, meterRate } from '@/lib/jobs/rate';

describe('meterRate', () => {
  it('is the slope over the window', () => {
    const meter = meterRate(10_000);
    for (let second = 0; second <= 20; second += 1) meter.observe(second * 1000, second * 50);
    expect(meter.ratePerS()).toBeCloseTo(50, 6);
  });

  it('forgets what is older than the window', () => {
    const meter = meterRate(5_000);
    for (let second = 0; second <= 10; second += 1) meter.observe(second * 1000, second * 1000);
    for (let second = 11; second <= 30; second += 1) meter.observe(second * 1000, 10_000 + (second - 10) * 10);
    expect(meter.ratePerS()).toBeCloseTo(10, 6);
  });

  it('takes the first observation as the base line of a job that goes on', () => {
    const meter = meterRate();
    meter.observe(0, 9_000);
    expect(meter.ratePerS()).toBeNull();
    meter.observe(1_000, 9_100);
    expect(meter.ratePerS()).toBeCloseTo(100, 6);
  });

  it('falls while nothing more is observed', () => {
    const meter = meterRate();
    meter.observe(0, 0);
    meter.observe(1_000, 500);
    expect(meter.ratePerS(1_000)).toBeCloseTo(500, 6);
    expect(meter.ratePerS(10_000)).toBeCloseTo(50, 6);
  });

  it('starts anew when the count falls, and says nothing while nothing moves', () => {
    const meter = meterRate();
    meter.observe(0, 0);
    meter.observe(1_000, 500);
    meter.observe(2_000, 0);
    expect(meter.ratePerS()).toBeNull();
    meter.observe(4_000, 20);
    expect(meter.ratePerS()).toBeCloseTo(10, 6);
  });
});

describe('estimateSecondsLeft', () => {
  it.each([
    [100, 1_000, 90, 10],
    [1_000, 1_000, 5, 0],
    [1_200, 1_000, 5, 0],
    [0, 10, 3, 4],
  ])('%i of %i at %f/s leaves %i s', (done, total, rate, left) => {
    expect(estimateSecondsLeft(done, total, rate)).toBe(left);
  });

  it.each([
    [0, 0, 5],
    [5, 10, null],
    [5, 10, 0],
  ])('%i of %i at %s/s is unknown', (done, total, rate) => {
    expect(estimateSecondsLeft(done, total, rate)).toBeNull();
  });
});
