// The form that is open: the top one of its stack, in a dialog; drawn again only where the app changed it.
import type { SeenView } from '../seen.ts';
import { blockNodes, liveIn, typedIn } from './blocks.ts';
import { act, attempt, say, shared, unsay } from './client.ts';
import { arrange, at, element } from './dom.ts';
import { controlAt, lastPressed } from './pressing.ts';

type Frame = {
  viewId: string;
  /** What it was drawn from; the same again needs no drawing. */
  content: string;
  form: HTMLFormElement;
  /** What went wrong, which stays while the form is drawn anew. */
  problem: HTMLElement;
  body: HTMLElement;
  /** It had no field yet, as a form that is loading, so that the keyboard waits at a button. */
  isWaiting: boolean;
  isSending: boolean;
};

let frame: Frame | undefined;
/** What had the keyboard before: an element, or the key of the control that opened the form. */
let opener: { node: HTMLElement | undefined; key: string | undefined } | undefined;

/** Shows the topmost form of whoever one acts as, and nothing when there is none. */
export function drawModal(): void {
  const dialog = at<HTMLDialogElement>('modal');
  const view = shared.seen?.views.at(-1);
  if (!view) {
    close(dialog);
    return;
  }
  listen(dialog);
  const content = JSON.stringify([view.hash, view.errors, view.isPushed]);
  if (frame?.viewId === view.id && dialog.open) {
    if (frame.content === content) return;
    frame.content = content;
    redraw(frame, view);
    if (frame.isWaiting && document.activeElement?.closest('#modal footer')) focusFirst(frame);
    return;
  }
  frame = newFrame(view, content);
  redraw(frame, view);
  dialog.replaceChildren(frame.form);
  if (!dialog.open) {
    const focused = document.activeElement;
    const node = focused instanceof HTMLElement && focused !== document.body ? focused : undefined;
    opener = { node, key: node ? node.closest<HTMLElement>('[data-control]')?.dataset.control : lastPressed() };
    dialog.showModal();
  }
  focusFirst(frame);
}

function close(dialog: HTMLDialogElement): void {
  frame = undefined;
  if (!dialog.open) return;
  dialog.close();
  dialog.replaceChildren();
  const isLost = document.activeElement === null || document.activeElement === document.body;
  if (isLost) (opener?.node?.isConnected ? opener.node : controlAt(opener?.key))?.focus({ preventScroll: true });
  opener = undefined;
}

function newFrame({ id }: SeenView, content: string): Frame {
  const body = element('div', { class: 'body' });
  const form = element('form', { novalidate: true });
  const problem = element('p', { class: 'problem', role: 'alert' });
  const made: Frame = { viewId: id, content, form, problem, body, isWaiting: false, isSending: false };
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    void send(made);
  });
  form.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey) || event.isComposing) return;
    event.preventDefault();
    form.requestSubmit();
  });
  return made;
}

function redraw({ form, problem, body, isSending }: Frame, view: SeenView): void {
  const back = focusKept(form);
  arrange(body, blockNodes(view.blocks, { view: view.id }, view));
  arrange(form, [header(view), problem, body, footer(view, isSending)]);
  back();
}

let isLeaving = false;

/** Closes the form, or all of them; a second press on the way does nothing. */
async function leave(how: 'closeView' | 'closeViews', ...which: string[]): Promise<void> {
  if (isLeaving) return;
  isLeaving = true;
  await act(how, shared.place.as, ...which).finally(() => {
    isLeaving = false;
  });
}

function header(view: SeenView): HTMLElement {
  const goBack = () => leave('closeView', view.id);
  const closeAll = () => leave('closeViews');
  return element(
    'header',
    {},
    view.isPushed && element('button', { type: 'button', class: 'plain back', 'aria-label': 'Back', onclick: goBack }, '‹'),
    element('h2', { id: 'modal-title' }, view.title),
    element('button', { type: 'button', class: 'plain close', 'aria-label': 'Close', onclick: closeAll }, '×'),
  );
}

function footer(view: SeenView, isSending: boolean): HTMLElement {
  const closeThis = () => leave('closeView', view.id);
  const submit =
    view.submit !== null &&
    element('button', { type: 'submit', class: 'control primary', disabled: isSending }, isSending ? 'Sending…' : view.submit);
  return element('footer', {}, element('button', { type: 'button', class: 'control', onclick: closeThis }, view.close), submit);
}

/** Remembers where the keyboard and the caret are in a form; the result goes back there if drawing took them away. */
function focusKept(form: HTMLFormElement): () => void {
  const focused = document.activeElement;
  if (!(focused instanceof HTMLElement) || !form.contains(focused)) return () => undefined;
  const key = focused.closest<HTMLElement>('[data-control]')?.dataset.control;
  const kind = ['submit', 'back', 'close'].find((name) => focused.matches(`[type=${name}], .${name}`));
  const field = focused instanceof HTMLTextAreaElement || focused instanceof HTMLInputElement ? focused : undefined;
  const [start, end, top] = [field?.selectionStart, field?.selectionEnd, field?.scrollTop];
  return () => {
    if (document.activeElement === focused) return;
    const named = kind ? form.querySelector<HTMLElement>(`[type=${kind}], .${kind}`) : undefined;
    const found = focused.isConnected ? focused : (controlAt(key) ?? named ?? form.querySelector<HTMLElement>('footer button'));
    found?.focus({ preventScroll: true });
    if (typeof start !== 'number' || typeof end !== 'number') return;
    if (!(found instanceof HTMLTextAreaElement || found instanceof HTMLInputElement) || found.selectionStart === null) return;
    found.setSelectionRange(start, end);
    found.scrollTop = top ?? 0;
  };
}

function focusFirst(shown: Frame): void {
  const { viewId, form, body } = shown;
  const live = liveIn(viewId);
  const first = live.find(({ element: one }) => one.focus_on_load === true) ?? live.find(({ isInput }) => isInput);
  const target =
    first?.control.target ??
    body.querySelector<HTMLElement>('button, a[href]') ??
    form.querySelector<HTMLElement>('[type=submit]');
  shown.isWaiting = first === undefined;
  (target ?? form.querySelector<HTMLElement>('footer button'))?.focus();
}

async function send(sent: Frame): Promise<void> {
  const view = shared.seen?.views.find(({ id }) => id === sent.viewId);
  if (!view || view.submit === null || sent.isSending) return;
  const { as } = shared.place;
  const noticed = newestNotice();
  unsay();
  showSending(sent, view, true);
  try {
    const outcome = (await attempt<{ outcome: string }>('submit', as, view.id, typedIn(view.id)))?.outcome;
    await shared.refresh();
    const told = newestNotice();
    if (outcome === 'failed') say(told && told.at !== noticed?.at ? told.text : 'This could not be sent. Try again?');
    else if (outcome === 'errors' || outcome === 'incomplete') focusError(sent);
  } finally {
    const now = shared.seen?.views.find(({ id }) => id === sent.viewId);
    showSending(sent, now ?? view, false);
  }
}

function showSending(sent: Frame, view: SeenView, isSending: boolean): void {
  sent.isSending = isSending;
  const submit = sent.form.querySelector<HTMLButtonElement>('footer [type=submit]');
  if (!submit || view.submit === null) return;
  const hadFocus = document.activeElement === submit;
  submit.disabled = isSending;
  submit.textContent = isSending ? 'Sending…' : view.submit;
  if (hadFocus || (!isSending && document.activeElement?.matches('body, dialog'))) submit.focus();
}

function newestNotice(): { text: string; at: number } | undefined {
  return [...(shared.seen?.notices ?? [])].sort((a, b) => b.at - a.at)[0];
}

function focusError({ body }: Frame): void {
  const wrong = body.querySelector<HTMLElement>('.wrong');
  wrong?.scrollIntoView({ block: 'nearest' });
  wrong?.querySelector<HTMLElement>('input, textarea, button')?.focus({ preventScroll: true });
}

let isListening = false;

/** Escape closes the top form. The key itself is heard, since a browser lets a page keep a dialog open only once. */
function listen(dialog: HTMLDialogElement): void {
  if (isListening) return;
  isListening = true;
  const closeTop = (event: Event): void => {
    event.preventDefault();
    const view = shared.seen?.views.at(-1);
    if (view) void leave('closeView', view.id);
  };
  dialog.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return;
    // What else Escape closes in the page is behind the form.
    event.stopPropagation();
    closeTop(event);
  });
  dialog.addEventListener('cancel', (event) => event.target === dialog && closeTop(event));
}
