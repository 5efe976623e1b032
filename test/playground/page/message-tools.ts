// What one can do with a message: react, reply, the app's shortcuts, copy its link, change it, delete it.
import type { Item } from '../seen.ts';
import { act, say, shared, shortcutsHere } from './client.ts';
import { askFirst } from './confirm.ts';
import { element } from './dom.ts';
import { type IconName, icon } from './icons.ts';
import { type MenuEntry, openMenu, openPicker } from './menu.ts';
import { addressOf } from './place.ts';
import { written } from './writing.ts';

const REACTIONS = [
  ['thumbsup', '👍'],
  ['white_check_mark', '✅'],
  ['ticket', '🎫'],
  ['heart', '❤️'],
  ['tada', '🎉'],
  ['eyes', '👀'],
  ['pray', '🙏'],
  ['smile', '😄'],
] as const;

/** Shows the tools of the message that is pointed at, touched or focused. */
export function offerTools(box: HTMLElement, isThread: boolean, itemOf: (key: string) => Item | undefined): void {
  const show = (event: Event): void => {
    const node = event.target instanceof Element ? event.target.closest<HTMLElement>('.item') : null;
    if (!node || !box.contains(node) || node.querySelector('.tools, .editor')) return;
    const item = itemOf(node.dataset.key ?? '');
    clear(node);
    if (item?.kind === 'message') node.querySelector('.message')?.prepend(toolsOf(item, node, isThread));
  };
  /** Those of other messages, unless the focus or an open menu is at them. */
  const clear = (except?: Element): void => {
    for (const tools of box.querySelectorAll('.tools')) {
      const node = tools.closest('.item');
      const isUsed = node?.contains(document.activeElement) || tools.querySelector('[aria-expanded=true]');
      if (node !== except && !isUsed) tools.remove();
    }
  };
  box.addEventListener('pointerover', show);
  box.addEventListener('focusin', show);
  box.addEventListener('pointerleave', () => clear());
  box.addEventListener('focusout', () => setTimeout(() => clear(box.querySelector('.item:hover') ?? undefined)));
}

function toolsOf(item: Item, node: HTMLElement, isThread: boolean): HTMLElement {
  const tool = (picture: IconName, label: string, run: (button: HTMLElement) => unknown): HTMLElement => {
    const button = element('button', { type: 'button', 'aria-label': label, title: label }, icon(picture));
    button.addEventListener('click', () => run(button));
    return button;
  };
  return element(
    'div',
    { class: 'tools', role: 'toolbar', 'aria-label': `With the message of ${item.author.name}` },
    tool('smile', 'Add a reaction', (button) => pickReaction(button, item)),
    !isThread && tool('thread', 'Reply in thread', () => shared.go({ threadTs: item.rootTs ?? item.ts })),
    tool('more', 'More actions', (button) => openMenu(button, 'More actions', entriesOf(item, node))),
  );
}

/** Lets one choose a reaction; choosing one's own again takes it back. */
export function pickReaction(anchor: HTMLElement, item: Item): void {
  const mine = new Set(item.reactions.filter(({ isMine }) => isMine).map(({ name }) => name));
  const choices = REACTIONS.map(([name, shows]) => ({
    label: name.replaceAll('_', ' '),
    shows,
    run: () => act(mine.has(name) ? 'unreact' : 'react', shared.place.as, shared.place.channel, item.ts, name),
  }));
  openPicker(anchor, 'Reactions', choices);
}

function entriesOf(item: Item, node: HTMLElement): MenuEntry[] {
  const { as, channel } = shared.place;
  const shortcuts = shortcutsHere('message').map(({ id, name, says }): MenuEntry => {
    return { label: name, says, picture: 'bolt', run: () => act('shortcut', as, id, { channel, ts: item.ts }) };
  });
  const own: MenuEntry[] = item.isOwn
    ? [
        { label: 'Edit message', picture: 'pencil', run: () => edit(item, node) },
        { label: 'Delete message…', picture: 'trash', isDanger: true, run: () => remove(item) },
      ]
    : [];
  return [...shortcuts, { label: 'Copy link', picture: 'link', run: () => copyLink(item) }, ...own];
}

async function copyLink(item: Item): Promise<void> {
  const address = addressOf(shared.start.team.domain, shared.place.channel, item.ts, item.rootTs);
  try {
    await navigator.clipboard.writeText(address);
    say('The link is copied.');
  } catch {
    say(`This browser does not let the page copy. The link is ${address}`);
  }
}

async function remove(item: Item): Promise<void> {
  const { as, channel } = shared.place;
  const isSure = await askFirst({
    title: 'Delete message',
    text: 'Are you sure you want to delete this message? This cannot be undone.',
    confirm: 'Delete',
    deny: 'Cancel',
    isDanger: true,
  });
  if (isSure) await act('remove', as, channel, item.ts);
}

/** Puts a text box in the place of the message's text. */
function edit(item: Item, node: HTMLElement): void {
  const body = node.querySelector<HTMLElement>('.message > .body');
  if (!body) return;
  const { as, channel } = shared.place;
  const people = shared.start.cast.flatMap((group) => group.people);
  const draft = element('textarea', { rows: 2, 'aria-label': 'Change your message' });
  draft.value = item.text;
  const close = async (): Promise<void> => {
    editor.remove();
    node.dataset.digest = '';
    // What is drawn anew in its place takes the focus over.
    node.focus({ preventScroll: true });
    await shared.refresh();
  };
  const save = async (): Promise<void> => {
    if (draft.value.trim() === '') return remove(item);
    if ((await act('edit', as, channel, item.ts, written(draft.value.trim(), people))) !== undefined) await close();
  };
  const editor = element(
    'form',
    {
      class: 'editor',
      onsubmit: (event: Event) => {
        event.preventDefault();
        void save();
      },
    },
    draft,
    element('button', { type: 'button', class: 'control', onclick: close }, 'Cancel'),
    element('button', { type: 'submit', class: 'control primary' }, 'Save'),
  );
  draft.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') void close();
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    void save();
  });
  node.querySelector('.tools')?.remove();
  body.append(editor);
  draft.focus();
  draft.setSelectionRange(draft.value.length, draft.value.length);
}
