// Small menus that open at a button: closed by Escape, by choosing or by pressing elsewhere.
import { element } from './dom.ts';
import { type IconName, icon } from './icons.ts';

export type MenuEntry = { label: string; says?: string; picture?: IconName; isDanger?: boolean; run: () => unknown };

/** Opens a menu at a button and gives it the focus. */
export function openMenu(anchor: HTMLElement, label: string, entries: MenuEntry[]): void {
  const menu = element('div', { class: 'menu', role: 'menu', 'aria-label': label });
  const close = openAt(anchor, menu);
  menu.append(
    ...entries.map((entry) =>
      element(
        'button',
        {
          type: 'button',
          role: 'menuitem',
          tabindex: -1,
          class: entry.isDanger ? 'dangerous' : undefined,
          onclick: () => {
            close();
            entry.run();
          },
        },
        entry.picture && icon(entry.picture),
        element('span', {}, entry.label, entry.says ? element('small', {}, entry.says) : undefined),
      ),
    ),
  );
  place(menu, anchor);
  items(menu)[0]?.focus();
}

/** Opens a grid of characters to choose one of. */
export function openPicker(
  anchor: HTMLElement,
  label: string,
  choices: { label: string; shows: string; run: () => unknown }[],
): void {
  const menu = element('div', { class: 'menu picker', role: 'menu', 'aria-label': label });
  const close = openAt(anchor, menu);
  const buttons = choices.map((choice) =>
    element(
      'button',
      {
        type: 'button',
        role: 'menuitem',
        tabindex: -1,
        title: choice.label,
        'aria-label': choice.label,
        onclick: () => {
          close();
          choice.run();
        },
      },
      choice.shows,
    ),
  );
  menu.append(...buttons);
  place(menu, anchor);
  buttons[0]?.focus();
}

/** Opens a box with anything in it at a button. */
export function openBox(anchor: HTMLElement, label: string, ...children: HTMLElement[]): () => void {
  const box = element('div', { class: 'menu box', role: 'dialog', 'aria-label': label }, children);
  const close = openAt(anchor, box);
  place(box, anchor);
  box.querySelector<HTMLElement>('button:enabled')?.focus();
  return close;
}

function openAt(anchor: HTMLElement, menu: HTMLElement): () => void {
  menu.setAttribute('popover', 'auto');
  document.body.append(menu);
  menu.showPopover();
  anchor.setAttribute('aria-expanded', 'true');
  menu.addEventListener('keydown', (event) => walk(event, menu));
  menu.addEventListener('toggle', (event) => {
    if ((event as ToggleEvent).newState === 'open') return;
    anchor.setAttribute('aria-expanded', 'false');
    const hadFocus = menu.contains(document.activeElement) || document.activeElement === document.body;
    menu.remove();
    if (hadFocus && anchor.isConnected) anchor.focus({ preventScroll: true });
  });
  return () => menu.hidePopover();
}

function items(menu: HTMLElement): HTMLElement[] {
  return [...menu.querySelectorAll<HTMLElement>('[role=menuitem]')];
}

function walk(event: KeyboardEvent, menu: HTMLElement): void {
  const all = items(menu);
  if (all.length === 0) return;
  if (event.key === 'Tab') menu.hidePopover();
  const isGrid = menu.classList.contains('picker');
  const steps: Record<string, number> = { ArrowDown: 1, ArrowUp: -1, ...(isGrid ? { ArrowRight: 1, ArrowLeft: -1 } : {}) };
  const step = steps[event.key];
  const at = all.indexOf(document.activeElement as HTMLElement);
  const next = step === undefined ? { Home: 0, End: all.length - 1 }[event.key] : (at + step + all.length) % all.length;
  if (next === undefined) return;
  event.preventDefault();
  all[next]?.focus();
}

/** Puts a menu below its button, or above where there is no room, and never over the edge of the page. */
function place(menu: HTMLElement, anchor: HTMLElement): void {
  const button = anchor.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = menu;
  const isBelow = button.bottom + height + 8 <= innerHeight || button.top < height + 8;
  const left = button.left + width + 8 > innerWidth ? button.right - width : button.left;
  menu.style.left = `${Math.max(8, Math.min(left, innerWidth - width - 8))}px`;
  menu.style.top = `${Math.max(8, isBelow ? button.bottom + 4 : button.top - height - 4)}px`;
}
