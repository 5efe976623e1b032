// The list of a field in which one types to find: what it offers, and which of it the keyboard is at.
import { element } from './dom.ts';
import { float } from './floating.ts';
import type { Choice } from './words.ts';

/** More than this nobody reads; typing finds the rest. */
const MOST_SHOWN = 100;
const PAGE = 8;

export function listOfChoices(given: {
  id: string;
  isMany: boolean;
  input: HTMLInputElement;
  beside: HTMLElement;
  isChosen: (choice: Choice) => boolean;
  onChoose: (choice: Choice) => void;
  onLeave: () => void;
}) {
  const { input } = given;
  let choices: Choice[] = [];
  let nodes: HTMLElement[] = [];
  let at = -1;
  let hide: (() => void) | undefined;
  const listbox = element('div', {
    id: given.id,
    role: 'listbox',
    'aria-label': 'Choices',
    'aria-multiselectable': given.isMany ? 'true' : undefined,
  });
  const status = element('p', { role: 'status', hidden: true });
  const node = element('div', { class: 'floating choices', popover: 'manual' }, listbox, status);
  // The keyboard stays in the field, whatever the pointer does here.
  node.addEventListener('pointerdown', (event) => event.target !== node && event.preventDefault());
  node.addEventListener('mousedown', (event) => event.preventDefault());
  input.setAttribute('aria-controls', given.id);

  function draw(): void {
    const shown = choices.slice(0, MOST_SHOWN);
    nodes = shown.map(optionNode);
    const parts: HTMLElement[] = [];
    let group: HTMLElement | undefined;
    for (const [index, choice] of shown.entries()) {
      const option = nodes[index];
      if (!option) continue;
      if (choice.group && shown[index - 1]?.group !== choice.group) {
        group = element('div', { role: 'group', 'aria-label': choice.group }, element('div', { class: 'group' }, choice.group));
        parts.push(group);
      }
      if (choice.group && group) group.append(option);
      else parts.push(option);
    }
    listbox.replaceChildren(...parts);
    move(at);
  }

  function optionNode(choice: Choice, index: number): HTMLElement {
    const isChosen = given.isChosen(choice);
    return element(
      'div',
      {
        id: `${given.id}-${index}`,
        role: 'option',
        'aria-selected': String(isChosen),
        onclick: () => given.onChoose(choice),
        onpointermove: () => at !== index && move(index, false),
      },
      element('span', {}, choice.text),
      choice.description !== '' && element('span', { class: 'quiet' }, choice.description),
    );
  }

  function move(to: number, isScrolled = true): void {
    nodes[at]?.classList.remove('active');
    at = nodes[to] ? to : -1;
    const active = nodes[at];
    if (!active) {
      input.removeAttribute('aria-activedescendant');
      return;
    }
    active.classList.add('active');
    input.setAttribute('aria-activedescendant', active.id);
    if (isScrolled) active.scrollIntoView({ block: 'nearest' });
  }

  const api = {
    node,
    typed: '',
    get isOpen(): boolean {
      return hide !== undefined;
    },
    /** Shows these choices, or says why there are none. */
    open(typed: string, found: Choice[] | string): void {
      const isNew = hide === undefined || typed !== api.typed || choices.length === 0;
      api.typed = typed;
      choices = typeof found === 'string' ? [] : found;
      const more = choices.length - MOST_SHOWN;
      api.say(
        typeof found === 'string'
          ? found
          : choices.length === 0
            ? 'Nothing found'
            : more > 0
              ? `${more} more: type to find them`
              : '',
      );
      hide ??= float(node, given.beside, given.onLeave);
      input.setAttribute('aria-expanded', 'true');
      if (isNew) at = Math.max(0, typed === '' && !given.isMany ? choices.findIndex(given.isChosen) : 0);
      draw();
    },
    /** Draws the same choices again, after another one was chosen. */
    redraw: draw,
    say(text: string): void {
      status.textContent = text;
      status.hidden = text === '';
    },
    close(): void {
      hide?.();
      hide = undefined;
      input.setAttribute('aria-expanded', 'false');
      input.removeAttribute('aria-activedescendant');
    },
    /** Whether the key meant something to the open list. */
    onKey(key: string): boolean {
      const last = nodes.length - 1;
      if (key === 'ArrowDown') move(at >= last ? 0 : at + 1);
      else if (key === 'ArrowUp') move(at <= 0 ? last : at - 1);
      else if (key === 'PageDown') move(Math.min(last, at + PAGE));
      else if (key === 'PageUp') move(Math.max(0, at - PAGE));
      else if (key === 'Enter') {
        const choice = choices[at];
        if (choice) given.onChoose(choice);
      } else return false;
      return true;
    },
  };
  return api;
}
