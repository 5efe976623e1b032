// What happens when somebody presses or chooses: the question before it, the wait, and what comes of it.
import type { Json } from '#test/workspace/state.ts';
import type { Filled } from '#test/workspace/values.ts';
import { attempt, shared, unsay } from './client.ts';
import { askFirst } from './confirm.ts';
import type { Surface, Where } from './surface.ts';
import { isObject, wordsOf } from './words.ts';

type Answer = { status?: number; error?: string };
/** What one types into goes on being typed into while the app is asked. */
const TYPED = 'textarea, input:is([type=text], [type=email], [type=url]):not([role=combobox])';
let last: string | undefined;

/** The name by which a control is found again after it was drawn anew. */
export function keyOf(where: Where, blockId: string, element: Json): string {
  return `${Object.values(where).join(' ')} ${blockId} ${String(element.action_id)}`;
}

/** The first thing one can focus in the control with a key. */
export function controlAt(key: string | undefined): HTMLElement | undefined {
  if (key === undefined) return undefined;
  const found = [...document.querySelectorAll<HTMLElement>('[data-control]')].find((node) => node.dataset.control === key);
  return found?.matches('button, a, input, textarea')
    ? found
    : (found?.querySelector<HTMLElement>('input:checked, input, textarea, button') ?? undefined);
}

/** The key of the control that was pressed last. */
export function lastPressed(): string | undefined {
  return last;
}

/** Whether the person wants it, where the app asks first. */
export async function isMeant(element: Json): Promise<boolean> {
  if (!isObject(element.confirm)) return true;
  const { title, text, confirm, deny, style } = element.confirm;
  return askFirst({
    title: wordsOf(title) || 'Are you sure?',
    text: wordsOf(text),
    confirm: wordsOf(confirm) || 'Yes',
    deny: wordsOf(deny) || 'Cancel',
    isDanger: style === 'danger',
  });
}

/** What came of a press: `busy` while one of the same control is under way, `failed` when the app did not answer well. */
type Pressed = 'done' | 'busy' | 'refused' | 'failed';

export async function press(
  surface: Surface,
  blockId: string,
  element: Json,
  node: HTMLElement,
  value?: Filled,
): Promise<Pressed> {
  if (node.ariaBusy === 'true') return 'busy';
  const { where } = surface;
  const { as } = shared.place;
  last = keyOf(where, blockId, element);
  const free = occupy(node);
  unsay();
  try {
    // What is typed goes first, or an update of the view would take it away.
    const typed = 'view' in where ? surface.typed() : {};
    if ('view' in where && Object.keys(typed).length > 0) await attempt('type', as, where.view, typed);
    const choice = { actionId: element.action_id, blockId };
    const given = value === undefined ? [as, where, choice] : [as, where, choice, value];
    const answer = await attempt<Answer>('press', ...given);
    if (answer === undefined) return 'refused';
    return answer.status !== undefined && answer.status < 300 ? 'done' : 'failed';
  } finally {
    await shared.refresh().catch(() => undefined);
    free();
  }
}

/** Makes a control wait; the result lets it go on, with the keyboard where it was. */
function occupy(node: HTMLElement): () => void {
  const fields = [node, ...node.querySelectorAll<HTMLElement>('button, input')].filter(
    (one) => one.matches('button, input') && !one.matches(TYPED),
  ) as (HTMLButtonElement | HTMLInputElement)[];
  const focused = node.contains(document.activeElement) ? (document.activeElement as HTMLElement) : undefined;
  const key = node.dataset.control;
  node.ariaBusy = 'true';
  for (const field of fields) field.disabled = true;
  return () => {
    node.ariaBusy = null;
    for (const field of fields) field.disabled = false;
    const isLost = document.activeElement === null || document.activeElement.matches('body, dialog');
    if (focused && isLost) (focused.isConnected ? focused : controlAt(key))?.focus({ preventScroll: true });
  };
}
