// Faults on demand: what goes wrong between a bot and Slack, for a method, a channel or a team.

/** `accept-then-drop` does what was asked and then cuts the connection: the caller cannot know. `error:…` is Slack's word for a refusal. */
export type FaultKind = `error:${string}` | '500' | 'hang' | 'reset' | 'accept-then-drop' | `slow:${number}` | `429:${number}`;
export type FaultScope = { team?: string | undefined; channel?: string | undefined };

type Rule = FaultScope & {
  method: string;
  kind: FaultKind;
  times: number;
  probability: number;
  random: () => number;
};
type Limit = FaultScope & { method: string; until: number };

const KIND = /^(error:[a-z_]+|500|hang|reset|accept-then-drop|slow:\d+|429:\d+)$/;

export class Faults {
  readonly #rules: Rule[] = [];
  readonly #limits: Limit[] = [];
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** The next `times` calls of `method` (`*` for all) meet the fault. */
  next(method: string, kind: FaultKind, times = 1, scope: FaultScope = {}): void {
    this.#add({ ...scope, method, kind, times, probability: 1, random: () => 0 });
  }

  /** Each call of `method` meets the fault with this probability; the same seed gives the same calls. */
  sometimes(method: string, kind: FaultKind, probability: number, scope: FaultScope & { seed?: number } = {}): void {
    const { seed = 1, ...rest } = scope;
    this.#add({ ...rest, method, kind, times: Number.POSITIVE_INFINITY, probability, random: seeded(seed) });
  }

  /** Answers 429 until this many seconds of the workspace's clock have passed; `Retry-After` says what is left. */
  limit(method: string, seconds: number, scope: FaultScope = {}): void {
    this.#limits.push({ ...scope, method, until: this.#now() + seconds * 1000 });
  }

  clear(): void {
    this.#rules.length = 0;
    this.#limits.length = 0;
  }

  /** The fault this call meets, if any; asking spends it. */
  meet(method: string, team: string | undefined, channel: string | undefined): FaultKind | undefined {
    const limit = this.#limits.find((one) => applies(one, method, team, channel) && one.until > this.#now());
    if (limit) return `429:${Math.max(1, Math.ceil((limit.until - this.#now()) / 1000))}`;
    for (const [index, rule] of this.#rules.entries()) {
      if (!applies(rule, method, team, channel) || rule.random() >= rule.probability) continue;
      rule.times -= 1;
      if (rule.times <= 0) this.#rules.splice(index, 1);
      return rule.kind;
    }
    return undefined;
  }

  #add(rule: Rule): void {
    if (!KIND.test(rule.kind)) throw new Error(`There is no fault called ${rule.kind}`);
    this.#rules.push(rule);
  }
}

function applies(scope: FaultScope & { method: string }, method: string, team?: string, channel?: string): boolean {
  return (
    (scope.method === '*' || scope.method === method) &&
    (scope.team === undefined || scope.team === team) &&
    (scope.channel === undefined || scope.channel === channel)
  );
}

/** Mulberry32: small, and the same numbers for the same seed on every machine. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
