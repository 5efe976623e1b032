// How much each proof does: small in `npm test`, so that all of them together take a minute and a half, and full in `npm run chaos`.

const SIZES = {
  killBot: { small: { events: 100, kills: 2 }, full: { events: 20_000, kills: 100 } },
  killBotOnSocket: { small: { events: 120, kills: 1 }, full: { events: 20_000, kills: 100 } },
  killStore: { small: { kills: 2 }, full: { kills: 20 } },
  storeDown: { small: { seconds: 3 }, full: { seconds: 200 } },
  deliveredFourTimes: { small: { events: 100 }, full: { events: 10_000 } },
  deliveredFourTimesOnSocket: { small: { events: 20 }, full: { events: 10_000 } },
  tooMany: { small: { seconds: 3, messages: 12 }, full: { seconds: 30, messages: 300 } },
  ambiguous: { small: { tickets: 80 }, full: { tickets: 5000 } },
  hanging: { small: { rounds: 1 }, full: { rounds: 20 } },
  digests: { small: { weeks: 4 }, full: { weeks: 100 } },
  stopping: { small: { stops: 2 }, full: { stops: 50 } },
  claiming: { small: { tickets: 3 }, full: { tickets: 1000 } },
  oddPayloads: { small: { payloads: 300 }, full: { payloads: 10_000 } },
  oddSurveyPayloads: { small: { payloads: 150 }, full: { payloads: 10_000 } },
  flood: { small: { messages: 200, others: 40 }, full: { messages: 1000, others: 600 } },
  clocks: { small: { jumps: 2 }, full: { jumps: 50 } },
  /** Of the cells of the matrix one in so many; all handlers and all roles are met all the same. */
  permissions: { small: { share: 5 }, full: { share: 1 } },
  toolPermissions: { small: { share: 9 }, full: { share: 1 } },
  surveyPermissions: { small: { share: 15 }, full: { share: 1 } },
  /** Of the ways in which rights end one in so many. */
  lostRights: { small: { share: 3 }, full: { share: 1 } },
  /** The same, and one in so many of what can be pressed. */
  lostSurveyRights: { small: { share: 3, rows: 7 }, full: { share: 1, rows: 1 } },
  /** Of what can be pressed, sent or typed about surveys one in so many. */
  surveyReplays: { small: { share: 5 }, full: { share: 1 } },
  randomMoves: { small: { seconds: 3, instances: 2, kills: 1 }, full: { seconds: 1800, instances: 3, kills: 60 } },
  /** How often each handler of the tools' or the surveys' rooms meets another hostile text. */
  hostileToolTexts: { small: { rounds: 1 }, full: { rounds: 40 } },
  surveyFanOut: { small: { members: 150, kills: 2 }, full: { members: 10_000, kills: 20 } },
  hostileSurveyTexts: { small: { share: 4, rounds: 1 }, full: { share: 1, rounds: 10 } },
  hostileTexts: { small: { texts: 36 }, full: { texts: 500 } },
};

/** True in `npm run chaos`. */
export const IS_FULL = process.env.CHAOS_SIZE === 'full';

/** The numbers of one proof, as they are in this run. */
export function sizeOf<Name extends keyof typeof SIZES>(name: Name): (typeof SIZES)[Name]['small' | 'full'] {
  const { small, full } = SIZES[name];
  return IS_FULL ? full : small;
}

/** How long a proof may take before it has failed: minutes here, hours in full. */
export const PATIENCE_MS = IS_FULL ? 4 * 3_600_000 : 120_000;
/** How long what was begun may take to be finished. */
export const DONE_WITHIN_MS = PATIENCE_MS / 2;
