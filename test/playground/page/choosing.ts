// A field in which one types to find and chooses one or many: what is typed, what is chosen, and the keys.
import type { Filled } from '#test/workspace/values.ts';
import { listOfChoices } from './choice-list.ts';
import { element } from './dom.ts';
import type { Control } from './surface.ts';
import type { Choice } from './words.ts';

type Chooser = {
  id: string;
  isMany: boolean;
  /** Its name where no label says it. */
  label: string | undefined;
  placeholder: string;
  chosen: Choice[];
  /** One may choose nothing again. */
  canClear: boolean;
  /** How many can be chosen. */
  most: number;
  /** What is offered for what was typed; a text says why nothing is. */
  find: (typed: string) => Choice[] | string | Promise<Choice[]>;
  /** Finding takes a while: it waits until the person pauses. */
  isSlow: boolean;
  /** The person has made up their mind: of many, when the list closes. */
  onSettled: (() => void) | undefined;
};

const PAUSE_MS = 200;

/** The field, as an ARIA combobox. */
export function choosing(given: Chooser): Control {
  let chosen = given.chosen;
  let before = given.chosen;
  let isTyping = false;
  let turn = 0;
  let pause: ReturnType<typeof setTimeout> | undefined;

  const input = element('input', {
    id: given.id,
    type: 'text',
    role: 'combobox',
    autocomplete: 'off',
    spellcheck: 'false',
    'aria-autocomplete': 'list',
    'aria-expanded': 'false',
    'aria-label': given.label,
    'aria-haspopup': 'listbox',
  });
  const chips = element('ul', { class: 'chips', 'aria-label': 'Chosen' });
  const clear = element('button', { type: 'button', class: 'clear', 'aria-label': 'Clear', tabindex: '-1' }, '×');
  const node = element('div', { class: `choosing ${given.isMany ? 'many' : 'single'}` }, given.isMany && chips, input, clear);
  const list = listOfChoices({
    id: `${given.id}-list`,
    isMany: given.isMany,
    input,
    beside: node,
    isChosen: (choice) => chosen.some(({ value }) => value === choice.value),
    onChoose: choose,
    onLeave: close,
  });
  node.append(list.node);

  function draw(): void {
    if (!isTyping) input.value = given.isMany ? '' : (chosen[0]?.text ?? '');
    input.placeholder = given.isMany && chosen.length > 0 ? '' : given.placeholder;
    clear.hidden = given.isMany || !given.canClear || chosen.length === 0;
    if (!given.isMany) return;
    chips.hidden = chosen.length === 0;
    chips.replaceChildren(...chosen.map(chip));
  }

  function chip(choice: Choice): HTMLElement {
    const remove = element('button', { type: 'button', 'aria-label': `Remove ${choice.text}`, title: 'Remove' }, '×');
    remove.addEventListener('click', (event) => {
      event.stopPropagation();
      set(chosen.filter(({ value }) => value !== choice.value));
      input.focus();
    });
    return element('li', { class: 'chip' }, element('span', {}, choice.text), remove);
  }

  /** Takes over a new choice; of many, what is chosen while the list is open counts when it closes. */
  function set(next: Choice[]): void {
    chosen = next;
    draw();
    if (list.isOpen) list.redraw();
    if (!list.isOpen || !given.isMany) settle();
  }

  function settle(): void {
    const isSame = before.length === chosen.length && before.every(({ value }) => chosen.some((one) => one.value === value));
    before = chosen;
    if (!isSame) given.onSettled?.();
  }

  function choose(choice: Choice): void {
    isTyping = false;
    if (!given.isMany) {
      chosen = [choice];
      close();
      return;
    }
    const isThere = chosen.some(({ value }) => value === choice.value);
    if (!isThere && chosen.length >= given.most) {
      list.say(`No more than ${given.most} can be chosen.`);
      return;
    }
    list.say('');
    set(isThere ? chosen.filter(({ value }) => value !== choice.value) : [...chosen, choice]);
    if (list.typed !== '') look('');
  }

  function look(typed: string): void {
    clearTimeout(pause);
    turn += 1;
    const mine = turn;
    const found = given.find(typed);
    if (!(found instanceof Promise)) {
      list.open(typed, found);
      return;
    }
    if (!list.isOpen) list.open(typed, 'Loading…');
    else list.say('Loading…');
    found.then(
      (choices) => mine === turn && list.isOpen && list.open(typed, choices),
      () => mine === turn && list.isOpen && list.open(typed, 'The options could not be loaded.'),
    );
  }

  function open(): void {
    if (list.isOpen || input.disabled) return;
    before = chosen;
    if (!given.isMany) input.select();
    look('');
  }

  function close(): void {
    clearTimeout(pause);
    turn += 1;
    if (isTyping && !given.isMany && given.canClear && input.value.trim() === '') chosen = [];
    isTyping = false;
    list.close();
    draw();
    settle();
  }

  input.addEventListener('input', () => {
    isTyping = true;
    if (!list.isOpen) before = chosen;
    const typed = input.value;
    clearTimeout(pause);
    pause = setTimeout(() => look(typed), given.isSlow ? PAUSE_MS : 0);
  });
  node.addEventListener('click', (event) => {
    if (list.node.contains(event.target as Node)) return;
    if (event.target === clear) set([]);
    else if (list.isOpen && event.target !== input) close();
    else open();
    input.focus();
  });
  node.addEventListener('focusout', (event) => {
    if (!node.contains(event.relatedTarget as Node | null) && list.isOpen) close();
    else if (isTyping && !node.contains(event.relatedTarget as Node | null)) close();
  });
  input.addEventListener('keydown', (event) => {
    if (event.isComposing) return;
    if (event.key === 'Backspace' && given.isMany && input.value === '' && chosen.length > 0) return set(chosen.slice(0, -1));
    if (!list.isOpen) {
      if (event.ctrlKey || event.metaKey || !['Enter', 'ArrowDown', 'ArrowUp'].includes(event.key)) return;
      event.preventDefault();
      return open();
    }
    if (event.key === 'Escape') {
      isTyping = false;
      close();
    } else if (!list.onKey(event.key)) return;
    event.preventDefault();
    event.stopPropagation();
  });

  draw();
  return {
    node,
    target: input,
    read: (): Filled => (given.isMany ? chosen.map(({ value }) => value) : (chosen[0]?.value ?? null)),
    snapshot: () => {
      const kept = chosen;
      return () => {
        chosen = kept;
        before = kept;
        draw();
      };
    },
  };
}
