// What is offered while one types: the app's commands after `/`, people after `@`.
import { commandsHere, shared } from './client.ts';
import { element } from './dom.ts';
import { type Choice, type Offer, offerFor } from './writing.ts';

export type Offering = {
  /** Takes a key that is meant for the list; false when it is not. */
  key: (event: KeyboardEvent) => boolean;
  close: () => void;
};

/** Offers things above a text box as an ARIA listbox; the focus stays in the text box. */
export function offerWhileTyping(draft: HTMLTextAreaElement, list: HTMLElement): Offering {
  let offer: Offer | undefined;
  let chosen = 0;
  list.id = `${draft.id}-offers`;
  list.setAttribute('role', 'listbox');
  draft.setAttribute('aria-autocomplete', 'list');
  draft.setAttribute('aria-controls', list.id);
  draft.setAttribute('aria-haspopup', 'listbox');

  function close(): void {
    offer = undefined;
    list.hidden = true;
    draft.removeAttribute('aria-activedescendant');
  }

  function take(choice: Choice): void {
    if (!offer) return;
    draft.setRangeText(choice.put, offer.from, offer.to, 'end');
    close();
    draft.dispatchEvent(new Event('input'));
    draft.focus();
  }

  function draw(): void {
    if (!offer) {
      close();
      return;
    }
    list.setAttribute('aria-label', offer.kind === 'command' ? 'Commands of the app' : 'People');
    const options = offer.choices.map((choice, index) =>
      element(
        'div',
        {
          role: 'option',
          id: `${list.id}-${index}`,
          'aria-selected': String(index === chosen),
          class: offer?.kind,
          // Pressing must not take the focus out of the text box.
          onpointerdown: (event: Event) => event.preventDefault(),
          onclick: () => take(choice),
        },
        element('b', {}, choice.name),
        element('span', { class: 'quiet' }, choice.says),
      ),
    );
    list.replaceChildren(...options);
    list.hidden = false;
    draft.setAttribute('aria-activedescendant', `${list.id}-${chosen}`);
    options[chosen]?.scrollIntoView({ block: 'nearest' });
  }

  draft.addEventListener('input', () => {
    const people = shared.start.cast.flatMap((group) => group.people);
    offer = offerFor(draft.value, draft.selectionStart, { commands: commandsHere(), people });
    chosen = 0;
    draw();
  });
  draft.addEventListener('blur', close);

  return {
    close,
    key(event) {
      if (!offer) return false;
      const count = offer.choices.length;
      const choice = offer.choices[chosen];
      if (event.key === 'ArrowDown') chosen = (chosen + 1) % count;
      else if (event.key === 'ArrowUp') chosen = (chosen - 1 + count) % count;
      else if (event.key === 'Escape') close();
      // A command written out already is sent by Enter, and not put there again.
      else if (event.key === 'Enter' && draft.value.trim() === choice?.put.trim()) return false;
      else if ((event.key === 'Enter' || event.key === 'Tab') && !event.shiftKey && choice) take(choice);
      else return false;
      event.preventDefault();
      draw();
      return true;
    },
  };
}
