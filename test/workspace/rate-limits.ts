// Slack's own rate limits, when a test or a demo asks for them to be enforced.
import type { Method } from './method.ts';

const CALLS_A_MINUTE = { 1: 1, 2: 20, 3: 50, 4: 100 };
/** Posting is about one message a second and channel, with short bursts forgiven. */
const BURST = 3;

export class RateLimits {
  readonly #isOn: boolean;
  readonly #postsAMinute: number | undefined;
  readonly #now: () => number;
  readonly #windows = new Map<string, { start: number; count: number }>();
  readonly #buckets = new Map<string, { tokens: number; at: number }>();

  constructor({ isOn, postsAMinute, now }: { isOn: boolean; postsAMinute: number | undefined; now: () => number }) {
    this.#isOn = isOn;
    this.#postsAMinute = postsAMinute;
    this.#now = now;
  }

  /** Seconds to wait before this call may be made; 0 when it may be made now, which counts it. */
  wait(method: string, tier: Method['tier'], teamId: string, channel: string | undefined): number {
    if (tier === 'posting' && this.#postsAMinute !== undefined) {
      const left = this.#window(`${teamId}:posting`, this.#postsAMinute);
      if (left > 0) return left;
    }
    if (!this.#isOn || tier === 'special') return 0;
    if (tier === 'posting') return this.#posting(`${teamId}:${channel}`);
    return this.#window(`${teamId}:${method}`, CALLS_A_MINUTE[tier]);
  }

  #window(key: string, most: number): number {
    const now = this.#now();
    const window = this.#windows.get(key);
    if (!window || now - window.start >= 60_000) {
      this.#windows.set(key, { start: now, count: 1 });
      return 0;
    }
    window.count += 1;
    return window.count <= most ? 0 : Math.max(1, Math.ceil((window.start + 60_000 - now) / 1000));
  }

  #posting(key: string): number {
    const now = this.#now();
    const bucket = this.#buckets.get(key) ?? { tokens: BURST, at: now };
    bucket.tokens = Math.min(BURST, bucket.tokens + (now - bucket.at) / 1000);
    bucket.at = now;
    this.#buckets.set(key, bucket);
    if (bucket.tokens < 1) return 1;
    bucket.tokens -= 1;
    return 0;
  }
}
