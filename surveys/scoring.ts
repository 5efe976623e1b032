// What a score is: every formula once, for survey waves and ticket ratings alike.

/** How often each score from 0 to 10 was given. */
export type ScoreCounts = ReadonlyMap<number, number>;

export type Nps = {
  n: number;
  promoters: number;
  passives: number;
  detractors: number;
  /** −100 to 100, whole */
  score: number;
  /** Of the score, in points, at 95 %; null under 30 answers */
  margin: number | null;
};

/** One voice per organisation. */
export type NpsByOrganisation = {
  organisations: number;
  /** Means of the organisations' shares, 0 to 1 */
  promoters: number;
  passives: number;
  detractors: number;
  /** −100 to 100, whole */
  score: number;
};

/** A margin is told from so many answers on. */
const FEWEST_FOR_MARGIN = 30;
/** Of the normal distribution, for 95 %. */
const Z = 1.96;

/**
 * The Net Promoter Score: the share of 9–10 minus that of 0–6 (Reichheld, “The One Number You Need to Grow”, HBR 2003).
 *
 * Its margin is that of a mean of +1, 0 and −1: 1.96 · √((p + d − (p − d)²) / n), rounded up (Rocks, The American Statistician 70, 2016). Null of no answers.
 */
export function npsOf(scores: ScoreCounts): Nps | null {
  const { n, promoters, passives, detractors } = classesOf(scores);
  if (n === 0) return null;
  const [p, d] = [promoters / n, detractors / n];
  const spread = Math.sqrt(Math.max(0, p + d - (p - d) ** 2) / n);
  const margin = n < FEWEST_FOR_MARGIN ? null : Math.ceil(withoutNoise(Z * spread * 100));
  return { n, promoters, passives, detractors, score: wholePoints(p - d), margin };
}

/**
 * The same with one voice for each organisation, so that a large one does not drown small ones: the mean of each organisation's own shares.
 * Null of none.
 */
export function npsByOrganisation(organisations: readonly ScoreCounts[]): NpsByOrganisation | null {
  const shares = organisations.flatMap((scores) => {
    const { n, promoters, passives, detractors } = classesOf(scores);
    return n === 0 ? [] : [{ promoters: promoters / n, passives: passives / n, detractors: detractors / n }];
  });
  if (shares.length === 0) return null;
  const mean = (which: 'promoters' | 'passives' | 'detractors') =>
    shares.reduce((sum, one) => sum + one[which], 0) / shares.length;
  const [promoters, detractors] = [mean('promoters'), mean('detractors')];
  return {
    organisations: shares.length,
    promoters,
    passives: mean('passives'),
    detractors,
    score: wholePoints(promoters - detractors),
  };
}

export type RatingClass = 'happy' | 'neutral' | 'unhappy';

/** What a rating from 1 to 5 is called: 4–5 happy, 3 neutral, 1–2 unhappy (“top two boxes”, named rather than averaged). */
export function ratingClass(rating: number): RatingClass {
  if (rating >= 4) return 'happy';
  return rating === 3 ? 'neutral' : 'unhappy';
}

export type NpsClass = 'promoters' | 'passives' | 'detractors';

/** Among whom a score from 0 to 10 counts: 9–10, 7–8, 0–6. */
export function npsClass(score: number): NpsClass {
  if (score >= 9) return 'promoters';
  return score >= 7 ? 'passives' : 'detractors';
}

function classesOf(scores: ScoreCounts) {
  const classes = { n: 0, promoters: 0, passives: 0, detractors: 0 };
  for (const [score, count] of scores) {
    classes.n += count;
    classes[npsClass(score)] += count;
  }
  return classes;
}

/** A share of −1 to 1 in whole points, halves away from zero, and never −0. */
function wholePoints(share: number): number {
  return Math.sign(share) * Math.round(withoutNoise(Math.abs(share) * 100)) || 0;
}

/** 14.000000000000002 is 14: what comes of reckoning with fractions is not rounded up. */
function withoutNoise(value: number): number {
  return Number(value.toFixed(9));
}
