// The ⋯ menu of a block.
import type { Json } from '#test/workspace/state.ts';
import { element } from './dom.ts';
import { float } from './floating.ts';
import { isMeant, press } from './pressing.ts';
import type { Surface } from './surface.ts';
import { type Choice, choicesOf } from './words.ts';

export function overflowMenu(given: Json, blockId: string, surface: Surface): HTMLElement {
  let hide: (() => void) | undefined;
  const opener = element(
    'button',
    { type: 'button', class: 'control more', 'aria-label': 'More actions', 'aria-haspopup': 'menu', 'aria-expanded': 'false' },
    '⋯',
  );
  const items = choicesOf(given).map(itemNode);
  const menu = element('div', { class: 'floating menu', role: 'menu', popover: 'manual', 'aria-label': 'More actions' }, items);
  const node = element('span', { class: 'overflow' }, opener, menu);

  function itemNode(choice: Choice): HTMLElement {
    const words = [
      element('span', {}, choice.text),
      choice.description !== '' && element('span', { class: 'quiet' }, choice.description),
    ];
    const shape = { role: 'menuitem', tabindex: '-1', onclick: () => void choose(choice) };
    return choice.url !== undefined && /^https?:\/\//i.test(choice.url)
      ? element('a', { ...shape, href: choice.url, target: '_blank', rel: 'noopener noreferrer' }, words)
      : element('button', { ...shape, type: 'button' }, words);
  }

  async function choose(choice: Choice): Promise<void> {
    close();
    if (await isMeant(given)) await press(surface, blockId, given, node, choice.value);
  }

  function open(at: number): void {
    hide ??= float(menu, opener, close, true);
    opener.ariaExpanded = 'true';
    items.at(at)?.focus();
  }

  function close(): void {
    const hadFocus = menu.contains(document.activeElement);
    hide?.();
    hide = undefined;
    opener.ariaExpanded = 'false';
    if (hadFocus) opener.focus();
  }

  opener.addEventListener('click', () => (hide ? close() : open(0)));
  node.addEventListener('focusout', ({ relatedTarget }) => {
    if (hide && relatedTarget && !node.contains(relatedTarget as Node)) close();
  });
  node.addEventListener('keydown', (event) => {
    const at = items.indexOf(document.activeElement as HTMLElement);
    if (event.key === 'Tab') return close();
    if (hide ? !inMenu(event.key, at) : !openWith(event.key)) return;
    event.preventDefault();
    event.stopPropagation();
  });

  /** Whether the key opens the menu. */
  function openWith(key: string): boolean {
    if (key !== 'ArrowDown' && key !== 'ArrowUp') return false;
    open(key === 'ArrowUp' ? -1 : 0);
    return true;
  }

  /** Whether the key means something to the open menu. */
  function inMenu(key: string, at: number): boolean {
    const step: Record<string, number> = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 };
    const to = step[key];
    if (key === 'Escape') close();
    else if (to !== undefined) items.at(to >= items.length ? 0 : to)?.focus();
    else if (/^\S$/u.test(key)) startingWith(key, at)?.focus();
    else return false;
    return true;
  }

  function startingWith(letter: string, after: number): HTMLElement | undefined {
    const inOrder = [...items.slice(after + 1), ...items.slice(0, after + 1)];
    return inOrder.find((item) => item.textContent?.toLowerCase().startsWith(letter.toLowerCase()));
  }
  return node;
}
