// What the page's routes need to know of the playground besides its Slack: who can be played, how time is moved, and the tour.
import type { ClockFace, Start, TourStep, TourStop } from './seen.ts';

export type Playground = {
  /** Everybody one can act as, by where they belong. */
  cast: () => Start['cast'];
  /** Left out where time is nobody's to move. */
  clock?: MovableClock;
  tour?: Tour;
};

/** Where time can be taken: the next Monday at 09:00, or one working day on; by the desk's own calendar. */
export type Leap = 'monday' | 'business-day';

export type MovableClock = {
  face: () => ClockFace;
  /** Settles when everything that falls due on the way has been done. Throws a sentence while another leap is under way. */
  leap: (to: Leap) => Promise<void>;
};

export type Tour = {
  steps: TourStep[];
  /** Does a step and says where to look. Throws a sentence for a step there is not. */
  take: (stepId: string) => Promise<TourStop>;
};
