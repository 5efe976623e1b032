// Checkboxes and radio buttons.
import { element } from './dom.ts';
import type { Control, Use } from './surface.ts';
import { choicesOf, chosenIn, isObject, wordsOf } from './words.ts';

export function checkboxes(use: Use): Control {
  return boxes(use, 'checkbox');
}

export function radioButtons(use: Use): Control {
  return boxes(use, 'radio');
}

function boxes(use: Use, type: 'checkbox' | 'radio'): Control {
  const held = chosenIn(use.entry).map((one) => (isObject(one) ? one.value : one));
  const choices = choicesOf(use.element);
  const inputs = choices.map(({ value, description }, index) => {
    const input = element('input', {
      type,
      name: use.id,
      id: `${use.id}-${index}`,
      'aria-describedby': description === '' ? undefined : `${use.id}-${index}-more`,
    });
    input.checked = held.includes(value);
    return input;
  });
  const lines = choices.map(({ text, description }, index) =>
    element(
      'div',
      { class: 'choice' },
      inputs[index],
      element('label', { for: `${use.id}-${index}` }, text),
      description !== '' && element('span', { class: 'quiet', id: `${use.id}-${index}-more` }, description),
    ),
  );
  const label = use.isNamed ? undefined : wordsOf(use.element.placeholder) || 'Choices';
  const node = element(
    'div',
    { class: 'boxes', id: use.id, role: type === 'radio' ? 'radiogroup' : 'group', 'aria-label': label },
    lines,
  );
  node.addEventListener('change', () => use.settle?.());
  const chosen = (): string[] => choices.filter((_, index) => inputs[index]?.checked).map(({ value }) => value);
  return {
    node,
    target: inputs.find((input) => input.checked) ?? inputs[0] ?? node,
    read: () => (type === 'checkbox' ? chosen() : (chosen()[0] ?? null)),
    snapshot: () => {
      const kept = inputs.map((input) => input.checked);
      return () => {
        for (const [index, input] of inputs.entries()) input.checked = kept[index] ?? false;
      };
    },
  };
}
