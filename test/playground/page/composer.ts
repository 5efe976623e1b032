// The box one writes in, below a channel and below a thread.
import { act, commandsHere, say, shared, shortcutsHere, upload } from './client.ts';
import { element } from './dom.ts';
import { icon } from './icons.ts';
import { openMenu } from './menu.ts';
import { offerWhileTyping } from './offering.ts';
import { commandIn, written } from './writing.ts';

type Attached = { name: string; id: string | undefined };
type Spot = { as: string; channel: string; threadTs: string };
export type Composer = { show: (label: string, closed?: string) => void };

/** What was attached and not sent yet, by person and place. */
const attachedAt = new Map<string, Attached[]>();

/** Makes a form one writes in; `spotOf` says where what is written goes. */
export function composerIn(form: HTMLFormElement, isThread: boolean, spotOf: () => Spot, onSent: () => void): Composer {
  const draft = element('textarea', { id: `${form.id}-draft`, rows: 1, class: 'draft', autocomplete: 'off' });
  const offers = element('div', { class: 'offers', hidden: true });
  const files = element('ul', { class: 'attached', 'aria-label': 'Attached files' });
  const chooser = element('input', { type: 'file', multiple: true, class: 'unseen', tabindex: -1, 'aria-hidden': 'true' });
  const clip = button('Attach files', icon('clip'), () => chooser.click());
  const plus = button('Shortcuts', icon('plus'), () => openShortcuts(plus));
  plus.setAttribute('aria-haspopup', 'menu');
  const broadcast = element('input', { type: 'checkbox' });
  const send = element('button', { type: 'submit', class: 'send', 'aria-label': 'Send', title: 'Send (Enter)' }, icon('send'));
  const also = isThread && element('label', { class: 'also' }, broadcast, ' Also send to the channel');
  const box = element(
    'div',
    { class: 'writing' },
    draft,
    files,
    element('div', { class: 'bar' }, !isThread && plus, clip, chooser, also, element('span', { class: 'gap' }), send),
  );
  const closedNote = element('p', { class: 'closed quiet', hidden: true });
  form.replaceChildren(offers, box, closedNote);
  const offering = offerWhileTyping(draft, offers);
  let shownAt = '';

  const keyNow = (): string => keyOf(spotOf());
  const attached = (): Attached[] => attachedAt.get(keyNow()) ?? [];

  function grow(): void {
    draft.style.height = 'auto';
    draft.style.height = `${Math.min(draft.scrollHeight + 2, innerHeight * 0.4)}px`;
    send.disabled = draft.value.trim() === '' && attached().length === 0;
  }

  function drawFiles(): void {
    files.replaceChildren(
      ...attached().map((file) =>
        element(
          'li',
          {},
          icon('file'),
          element('span', {}, file.name, file.id === undefined && element('small', {}, ' Uploading…')),
          button(`Remove ${file.name}`, icon('close'), () => {
            attachedAt.set(
              keyNow(),
              attached().filter((one) => one !== file),
            );
            drawFiles();
            draft.focus();
          }),
        ),
      ),
    );
    grow();
  }

  async function attach(chosen: Iterable<File>): Promise<void> {
    const spot = spotOf();
    await Promise.all([...chosen].map((file) => attachAt(spot, file, drawFiles)));
  }

  /** Whether it was taken; if not, it is said why and the text stays. */
  async function deliver(text: string, ids: string[]): Promise<boolean> {
    const { as, channel, threadTs } = spotOf();
    const command = commandIn(text);
    if (!command) {
      const options = {
        ...(threadTs && { threadTs, broadcast: broadcast.checked }),
        ...(ids.length > 0 && { fileIds: ids }),
      };
      const people = shared.start.cast.flatMap((group) => group.people);
      return (await act('post', as, channel, written(text, people), options)) !== undefined;
    }
    const isKnown = commandsHere().some(({ name }) => name === command.name);
    if (!isKnown) say(`Slack knows no command ${command.name}. To send it as a message, put a space before it.`);
    else if (isThread) say(`Slack takes no commands in threads: write ${command.name} in the channel.`);
    else return (await act('command', as, channel, command.name, command.rest)) !== undefined;
    return false;
  }

  async function submit(): Promise<void> {
    const key = keyNow();
    const kept = attached();
    const before = draft.value;
    // A space before the slash makes a message of it, as in Slack.
    const text = /^\s+\//.test(before) ? ` ${before.trim()}` : before.trim();
    if (text === '' && kept.length === 0) return;
    if (kept.some(({ id }) => id === undefined)) return say('A file is still on its way. Send again in a moment.');
    offering.close();
    put('');
    attachedAt.delete(key);
    drawFiles();
    onSent();
    const wasTaken = await deliver(
      text,
      kept.flatMap(({ id }) => id ?? []),
    );
    if (wasTaken) broadcast.checked = false;
    else giveBack(key, before, kept);
  }

  function giveBack(key: string, text: string, kept: Attached[]): void {
    attachedAt.set(key, kept);
    const later = localStorage.getItem(key) ?? '';
    remember(key, later === '' ? text : `${text}\n${later}`);
    if (key === keyNow()) put(localStorage.getItem(key) ?? '');
    drawFiles();
  }

  function put(text: string): void {
    draft.value = text;
    remember(keyNow(), text);
    grow();
  }

  form.addEventListener('submit', (event) => {
    event.preventDefault();
    void submit();
  });
  draft.addEventListener('input', () => {
    remember(keyNow(), draft.value);
    grow();
  });
  draft.addEventListener('keydown', (event) => {
    if (event.isComposing || offering.key(event) || event.key !== 'Enter' || event.shiftKey) return;
    event.preventDefault();
    void submit();
  });
  draft.addEventListener('paste', (event) => {
    const pasted = event.clipboardData?.files;
    if (pasted && pasted.length > 0) void attach(pasted);
  });
  chooser.addEventListener('change', () => {
    void attach([...(chooser.files ?? [])]);
    chooser.value = '';
    draft.focus();
  });
  form.addEventListener('dragover', (event) => event.preventDefault());
  form.addEventListener('drop', (event) => {
    event.preventDefault();
    if (event.dataTransfer) void attach(event.dataTransfer.files);
  });

  return {
    show(label, closed) {
      plus.hidden = shortcutsHere('anywhere').length === 0;
      draft.placeholder = label;
      draft.setAttribute('aria-label', label);
      box.hidden = closed !== undefined;
      closedNote.hidden = closed === undefined;
      closedNote.textContent = closed ?? '';
      if (shownAt === keyNow()) return;
      shownAt = keyNow();
      offering.close();
      draft.value = localStorage.getItem(shownAt) ?? '';
      broadcast.checked = false;
      drawFiles();
    },
  };
}

function keyOf({ as, channel, threadTs }: Spot): string {
  return `draft ${as} ${channel} ${threadTs}`;
}

function remember(key: string, text: string): void {
  if (text === '') localStorage.removeItem(key);
  else localStorage.setItem(key, text);
}

async function attachAt(spot: Spot, file: File, redraw: () => void): Promise<void> {
  const key = keyOf(spot);
  const entry: Attached = { name: file.name, id: undefined };
  attachedAt.set(key, [...(attachedAt.get(key) ?? []), entry]);
  redraw();
  try {
    entry.id = await upload(spot.as, file);
  } catch (error) {
    attachedAt.set(
      key,
      (attachedAt.get(key) ?? []).filter((one) => one !== entry),
    );
    say(`${file.name} could not be attached: ${error instanceof Error ? error.message : String(error)}`);
  }
  redraw();
}

function openShortcuts(anchor: HTMLElement): void {
  const entries = shortcutsHere('anywhere').map(({ id, name, says }) => ({
    label: name,
    says,
    picture: 'bolt' as const,
    run: () => act('shortcut', shared.place.as, id),
  }));
  openMenu(anchor, 'Shortcuts', entries);
}

function button(label: string, picture: Node, onclick: () => void): HTMLButtonElement {
  return element('button', { type: 'button', class: 'icon-button', 'aria-label': label, title: label, onclick }, picture);
}
