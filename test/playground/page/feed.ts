// The messages of a list that are drawn, as an ARIA feed: what did not change stays, with its focus and what is typed into it.
import type { Item, SeenList } from '../seen.ts';
import { element } from './dom.ts';
import type { Above } from './messages.ts';

export type Feed = {
  node: HTMLElement;
  nodes: () => HTMLElement[];
  /** Draws these and no others; from the message `newFrom` on they are new to the reader. */
  fill: (seen: SeenList, newFrom: string | undefined) => void;
  /** Forgets what is drawn. */
  start: (label: string) => void;
};

export function feedOf(drawItem: (item: Item, above: Above) => HTMLElement): Feed {
  const feed = element('div', { class: 'feed', role: 'feed' });
  const nodes = (): HTMLElement[] => [...feed.children] as HTMLElement[];

  function anew(item: Item, above: Above, digest: string, old: HTMLElement | undefined): HTMLElement {
    const node = drawItem(item, above);
    node.dataset.key = item.key;
    node.dataset.digest = digest;
    node.dataset.ts = item.ts;
    node.tabIndex = old?.tabIndex ?? -1;
    if (old) {
      const hadFocus = old.contains(document.activeElement);
      old.replaceWith(node);
      if (hadFocus) node.focus({ preventScroll: true });
    }
    return node;
  }

  feed.addEventListener('keydown', (event) => walk(event, feed));

  return {
    node: feed,
    nodes,
    fill({ from, total, items }, newFrom) {
      const known = new Map(nodes().map((node) => [node.dataset.key, node]));
      const wanted = items.map((item, index) => {
        const previous = items[index - 1];
        const beginsDay = previous ? previous.day !== item.day : from === 0;
        const isFirstNew = item.key === newFrom;
        const digest = `${item.digest} ${beginsDay} ${isFirstNew}`;
        const old = known.get(item.key);
        const isKept = old !== undefined && (old.dataset.digest === digest || old.querySelector('.editor') !== null);
        const node = isKept ? old : anew(item, { beginsDay, isFirstNew }, digest, old);
        node.setAttribute('aria-posinset', String(from + index + 1));
        node.setAttribute('aria-setsize', String(total));
        return node;
      });
      const staying = new Set(wanted);
      for (const node of nodes()) if (!staying.has(node)) node.remove();
      // What stays is not moved, so that it keeps the focus and what was typed into it.
      for (const [index, node] of wanted.entries()) {
        const there = feed.children[index];
        if (there !== node) feed.insertBefore(node, there ?? null);
      }
      const current = nodes().find((node) => node.tabIndex === 0);
      if (!current) nodes().at(-1)?.setAttribute('tabindex', '0');
    },
    start(label) {
      feed.setAttribute('aria-label', label);
      feed.replaceChildren();
    },
  };
}

/** Arrow keys go from message to message. */
function walk(event: KeyboardEvent, feed: HTMLElement): void {
  const current = event.target;
  if (!(current instanceof HTMLElement) || current.parentElement !== feed) return;
  const next = { ArrowUp: current.previousElementSibling, ArrowDown: current.nextElementSibling }[event.key];
  if (!(next instanceof HTMLElement)) return;
  event.preventDefault();
  current.tabIndex = -1;
  next.tabIndex = 0;
  next.focus({ preventScroll: true });
  next.scrollIntoView({ block: 'nearest' });
}
