// For whom something is drawn, and remembering what a drawing depended on.

/** Everything about a reader that changes how words are drawn. */
export type Viewer = {
  /** The reader's own id: mentions of it are marked. */
  me?: string;
  names: {
    person(id: string): string | undefined;
    channel(id: string): string | undefined;
    group(id: string): string | undefined;
  };
  timeZone: string;
  /** In milliseconds. */
  now: number;
  /** An uploaded picture that the page may load; all other pictures are only named. */
  picture(fileId: string): { address: string } | undefined;
};

type Answer = string | boolean | undefined;
/** Whoever draws learns about the reader only by asking, so that what was asked decides whether the drawing still holds. */
export type Ask = <Given extends Answer>(question: (viewer: Viewer) => Given) => Given;

type Drawing<Drawn> = { drawn: Drawn; asked: { question: (viewer: Viewer) => Answer; answer: Answer }[]; weight: number };

/**
 * Draws what has not been drawn yet, or not for a reader who would be told the same.
 *
 * Holds at most `limit` characters, and forgets first what was not needed for longest.
 */
export function rememberedDrawings<Drawn>(limit: number, lengthOf: (drawn: Drawn) => number) {
  const drawings = new Map<string, Drawing<Drawn>>();
  let held = 0;
  const forget = (key: string): void => {
    held -= drawings.get(key)?.weight ?? 0;
    drawings.delete(key);
  };
  return (key: string, viewer: Viewer, draw: (ask: Ask) => Drawn): Drawn => {
    const known = drawings.get(key);
    if (known?.asked.every(({ question, answer }) => question(viewer) === answer)) {
      drawings.delete(key);
      drawings.set(key, known);
      return known.drawn;
    }
    const asked: Drawing<Drawn>['asked'] = [];
    const drawn = draw((question) => {
      const answer = question(viewer);
      asked.push({ question, answer });
      return answer;
    });
    forget(key);
    const weight = key.length + lengthOf(drawn) + asked.length * 50;
    if (weight > limit / 10) return drawn;
    drawings.set(key, { drawn, asked, weight });
    held += weight;
    for (const oldest of drawings.keys()) {
      if (held <= limit) break;
      forget(oldest);
    }
    return drawn;
  };
}
