// Block Kit's elements as live controls; what each kind looks like is in the file it comes from.
import type { Json } from '#test/workspace/state.ts';
import { checkboxes, radioButtons } from './boxes.ts';
import { element as node } from './dom.ts';
import { dateField, textField } from './fields.ts';
import { fileField } from './files.ts';
import { overflowMenu } from './overflow.ts';
import { isMeant, keyOf, press } from './pressing.ts';
import { selectControl } from './selects.ts';
import type { Control, Surface, Use } from './surface.ts';
import { entryOf, wordsOf } from './words.ts';

const HOLDERS: Record<string, (use: Use) => Control> = {
  plain_text_input: textField,
  email_text_input: textField,
  url_text_input: textField,
  number_input: textField,
  rich_text_input: textField,
  datepicker: dateField,
  timepicker: dateField,
  datetimepicker: dateField,
  checkboxes,
  radio_buttons: radioButtons,
  file_input: fileField,
};
let drawn = 0;

type Drawn = { node: HTMLElement; control: Control | undefined };

/** An element of a block; of a kind nobody knows, or broken, only its name. */
export function drawElement(given: {
  element: Json;
  blockId: string;
  surface: Surface;
  kept: unknown;
  isInput: boolean;
  isOptional: boolean;
  tellsAtOnce: boolean;
}): Drawn {
  const { element, blockId, surface } = given;
  try {
    const made = make(given);
    made.node.dataset.control = keyOf(surface.where, blockId, element);
    return made;
  } catch {
    return { node: unknownThing(String(element.type)), control: undefined };
  }
}

export function unknownThing(type: string): HTMLElement {
  return node('div', { class: 'unknown' }, `[${type}]`);
}

function make({ element, blockId, surface, kept, isInput, isOptional, tellsAtOnce }: Parameters<typeof drawElement>[0]): Drawn {
  const type = String(element.type);
  if (type === 'button') return { node: button(element, blockId, surface), control: undefined };
  if (type === 'overflow') return { node: overflowMenu(element, blockId, surface), control: undefined };
  const holder = Object.hasOwn(HOLDERS, type)
    ? HOLDERS[type]
    : /^(multi_)?(static|external|users|conversations|channels)_select$/.test(type)
      ? selectControl
      : undefined;
  if (!holder) return { node: unknownThing(type), control: undefined };
  drawn += 1;
  let back = (): void => undefined;
  const settle = async (): Promise<void> => {
    const came = (await isMeant(element)) ? await press(surface, blockId, element, control.node, control.read()) : 'refused';
    if (isInput || came === 'busy') return;
    // A view keeps what was chosen there even when the app does not answer.
    if (came === 'done' || (came === 'failed' && 'view' in surface.where)) back = control.snapshot();
    else back();
  };
  const control = holder({
    element,
    blockId,
    surface,
    entry: entryOf(element, kept),
    id: `control-${drawn}`,
    isNamed: isInput,
    isOptional: isInput && isOptional,
    settle: !isInput || tellsAtOnce ? () => void settle() : undefined,
  });
  back = control.snapshot();
  return { node: control.node, control };
}

/** A button; one that leads elsewhere is a link, so that the browser treats it as one. */
function button(element: Json, blockId: string, surface: Surface): HTMLElement {
  const style = element.style === 'primary' || element.style === 'danger' ? ` ${element.style}` : '';
  const label = typeof element.accessibility_label === 'string' ? element.accessibility_label : undefined;
  const words = wordsOf(element.text) || 'Button';
  const address = typeof element.url === 'string' && /^https?:\/\//i.test(element.url) ? element.url : undefined;
  const shared = { class: `control${style}`, 'aria-label': label };
  const made =
    address === undefined
      ? node('button', { ...shared, type: 'button' }, words)
      : node('a', { ...shared, href: address, target: '_blank', rel: 'noopener noreferrer' }, words);
  let isAnswered = false;
  const used = async (event: Event): Promise<void> => {
    if (!element.confirm || isAnswered) {
      isAnswered = false;
      await press(surface, blockId, element, made);
      return;
    }
    event.preventDefault();
    event.stopPropagation();
    isAnswered = await isMeant(element);
    if (isAnswered) made.click();
  };
  made.addEventListener('click', (event) => void used(event));
  return made;
}
