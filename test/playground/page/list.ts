// A list of messages that is drawn in part: it keeps what the reader looks at where it is, whatever changes around it.
import type { Item, SeenList } from '../seen.ts';
import { element } from './dom.ts';
import { feedOf } from './feed.ts';
import type { Above } from './messages.ts';
import {
  averageOf,
  FIRST_COUNT,
  heightOf,
  isNearEnd,
  type Layout,
  type Part,
  partAgain,
  partNeeded,
  type Spot,
  sightOf,
  spacers,
  spotAt,
} from './window.ts';

/** What one asks the server for: the newest, what is around a message, or a certain part. */
type Asked = { around: string } | Part | 'newest';
type Kept = { key: string; offset: number };

export type List = {
  /** What to ask the server for. */
  asked: () => Asked;
  /** Draws what the server gave; from the message `newFrom` on it is new to the reader. */
  show: (seen: SeenList, newFrom?: string) => void;
  /** Forgets what is drawn: another channel, or another reader. */
  start: (label: string, around?: string) => void;
  /** Brings a message into view when the server has answered next. */
  seek: (ts: string) => void;
  toNewest: () => void;
  isAtNewest: () => boolean;
  itemOf: (key: string) => Item | undefined;
};

type Given = {
  box: HTMLElement;
  /** Asks the server again, when another part is needed. */
  load: () => Promise<void>;
  drawItem: (item: Item, above: Above) => HTMLElement;
  /** When the reader came to the newest, or left it. */
  onEnd: (isAtNewest: boolean) => void;
  /** What others wrote while one looked on. */
  onNew?: (items: Item[]) => void;
};

const FIRST_GUESS = 64;

export function listIn({ box, load, drawItem, onEnd, onNew }: Given): List {
  const above = element('div', { class: 'spacer above' });
  const below = element('div', { class: 'spacer below' });
  const feed = feedOf(drawItem);
  const { nodes } = feed;
  box.append(above, feed.node, below);

  /** Heights by key, of all that were ever drawn here. */
  const measured = new Map<string, number>();
  let shown: SeenList = { from: 0, total: 0, items: [] };
  /** The part that is on its way because what is in view comes near its edge. */
  let wanted: Part | undefined;
  let average = FIRST_GUESS;
  let isFollowing = true;
  let isFresh = true;
  let target: string | undefined;
  let kept: Kept | undefined;
  /** Where one is while nothing that is drawn is in view. */
  let spot: Spot | undefined;
  let lastTop = 0;

  const layout = (): Layout => ({
    from: shown.from,
    total: shown.total,
    heights: nodes().map((node) => node.offsetHeight),
    average,
  });
  const hasNewest = (): boolean => shown.from + shown.items.length >= shown.total;

  /** Remembers what the reader looks at: the first item in view, or where in the blank one is. */
  function keep(): void {
    const top = box.scrollTop;
    const first = nodes().find((node) => node.offsetTop + node.offsetHeight > top && node.offsetTop < top + box.clientHeight);
    kept = first && { key: first.dataset.key ?? '', offset: first.offsetTop - top };
    spot = first ? undefined : spotAt(layout(), top);
  }

  function scrollTo(top: number): void {
    box.scrollTop = top;
    lastTop = box.scrollTop;
  }

  /** Puts what the reader looked at back to where it was. */
  function restore(): void {
    const node = kept && nodes().find((one) => one.dataset.key === kept?.key);
    if (isFollowing && hasNewest()) scrollTo(box.scrollHeight);
    else if (node && kept) scrollTo(node.offsetTop - kept.offset);
    else if (spot) scrollTo(heightOf(layout(), spot));
  }

  function space(): void {
    const now = layout();
    for (const [index, node] of nodes().entries()) measured.set(node.dataset.key ?? '', now.heights[index] ?? 0);
    average = averageOf(measured.values(), FIRST_GUESS);
    const { above: top, below: bottom } = spacers({ ...now, average });
    above.style.height = `${top}px`;
    below.style.height = `${bottom}px`;
  }

  function showTarget(): void {
    const node = nodes().find((one) => one.dataset.ts === target);
    target = undefined;
    if (!node) {
      restore();
      return;
    }
    scrollTo(node.offsetTop - Math.max(40, (box.clientHeight - node.offsetHeight) / 2));
    isFollowing = hasNewest() && isNearEnd(box);
    node.classList.add('sought');
    node.addEventListener('animationend', () => node.classList.remove('sought'), { once: true });
  }

  async function loadNeeded(): Promise<void> {
    if (wanted || box.clientHeight === 0) return;
    const drawn = { from: shown.from, count: shown.items.length };
    const part = partNeeded(drawn, sightOf(layout(), box.scrollTop, box.clientHeight), shown.total);
    if (!part) return;
    wanted = part;
    const before = shown;
    try {
      await load();
    } finally {
      wanted = undefined;
    }
    if (shown !== before) await loadNeeded();
  }

  function scrolled(): void {
    const top = box.scrollTop;
    const wasFollowing = isFollowing;
    // Growing contents are no reason to stop following; only scrolling up is.
    if (hasNewest() && isNearEnd(box)) isFollowing = true;
    else if (top < lastTop - 1) isFollowing = false;
    lastTop = top;
    keep();
    if (wasFollowing !== isFollowing) onEnd(isFollowing);
    void loadNeeded();
  }

  function tellNew(seen: SeenList): void {
    if (isFresh || !onNew) return;
    const last = shown.items.at(-1);
    onNew(seen.items.filter((item) => Number(item.ts) > Number(last?.ts ?? 0)));
  }

  box.addEventListener('scroll', scrolled, { passive: true });
  const observer = new ResizeObserver(() => {
    if (isFresh || box.clientHeight === 0) return;
    space();
    restore();
  });
  observer.observe(box);
  observer.observe(feed.node);

  return {
    asked() {
      if (target !== undefined) return { around: target };
      if (wanted) return wanted;
      return isFollowing ? 'newest' : partAgain({ from: shown.from, count: shown.items.length }, shown.total);
    },
    start(label, around) {
      feed.start(label);
      target = around;
      wanted = undefined;
      isFollowing = around === undefined;
      shown = { from: 0, total: 0, items: [] };
      measured.clear();
      isFresh = true;
    },
    seek(ts) {
      target = ts;
      wanted = undefined;
      isFollowing = false;
    },
    show(seen, newFrom) {
      tellNew(seen);
      if (!isFresh) keep();
      shown = seen;
      feed.fill(seen, newFrom);
      space();
      if (target === undefined) restore();
      else showTarget();
      isFresh = false;
      keep();
      onEnd(isFollowing && hasNewest());
      void loadNeeded();
    },
    toNewest() {
      isFollowing = true;
      wanted = undefined;
      target = undefined;
      if (hasNewest()) restore();
      else void load();
    },
    isAtNewest: () => isFollowing && hasNewest(),
    itemOf: (key) => shown.items.find((item) => item.key === key),
  };
}

/** What to send the server for what a list asks. */
export function queryOf(asked: Asked): Record<string, string> {
  if (asked === 'newest') return { count: String(FIRST_COUNT) };
  if ('around' in asked) return { around: asked.around, count: String(FIRST_COUNT * 2) };
  return { from: String(asked.from), count: String(asked.count) };
}
