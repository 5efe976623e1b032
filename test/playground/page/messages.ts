// A message as the page shows it: who, when, what, and what hangs below it.
import type { Item } from '../seen.ts';
import { blockNodes } from './blocks.ts';
import { act, shared } from './client.ts';
import { drawn, element } from './dom.ts';
import { icon } from './icons.ts';
import { pickReaction } from './message-tools.ts';
import type { Where } from './surface.ts';

const COLOURS = 8;

/** What stands above an item: the day that begins with it, and that nobody has read from here on. */
export type Above = { beginsDay: boolean; isFirstNew: boolean };

/** An item of a channel or a thread. */
export function itemNode(item: Item, { beginsDay, isFirstNew }: Above, isThread: boolean): HTMLElement {
  const isContinued = item.isContinued && !beginsDay && !isFirstNew && item.kind === 'message' && !item.isBroadcast;
  const label = `${item.author.name}, ${item.time.long}`;
  return element(
    'article',
    { class: 'item', 'aria-label': label },
    (beginsDay || isFirstNew) && lineAbove(beginsDay ? item.day : '', isFirstNew),
    item.kind === 'event' ? eventNode(item) : messageNode(item, isContinued, isThread),
  );
}

function lineAbove(day: string, isFirstNew: boolean): HTMLElement {
  return element(
    'div',
    { class: isFirstNew ? 'day new' : 'day' },
    day !== '' && element('span', {}, day),
    isFirstNew && element('b', {}, 'New'),
  );
}

function eventNode(item: Item): HTMLElement {
  return element(
    'div',
    { class: 'message event' },
    element('div', { class: 'gutter' }, narrowTimeOf(item)),
    element('div', { class: 'body' }, element('div', { class: 'text drawn' }, item.html ? drawn(item.html) : item.text)),
  );
}

function messageNode(item: Item, isContinued: boolean, isThread: boolean): HTMLElement {
  return element(
    'div',
    { class: `message ${item.kind}${isContinued ? ' continued' : ''}` },
    element('div', { class: 'gutter' }, isContinued ? narrowTimeOf(item) : avatar(item.author)),
    element(
      'div',
      { class: 'body' },
      item.kind === 'ephemeral' && element('div', { class: 'above quiet' }, icon('eye'), 'Only visible to you'),
      item.isBroadcast && broadcastNode(item, isThread),
      !isContinued && headOf(item),
      textNode(item, isContinued),
      item.blocks.length > 0 && element('div', { class: 'blocks' }, blockNodes(item.blocks, whereOf(item))),
      item.files.length > 0 && element('div', { class: 'files' }, item.files.map(fileNode)),
      item.reactions.length > 0 && reactionsNode(item),
      !isThread && item.replies && repliesNode(item, item.replies),
    ),
  );
}

function whereOf(item: Item): Where {
  return item.kind === 'ephemeral' ? { ephemeral: item.ts } : { channel: shared.place.channel, ts: item.ts };
}

/** Initials on a colour that is always the same for a person. */
function avatar({ id, name, isApp }: Item['author']): HTMLElement {
  if (isApp) return element('div', { class: 'avatar app', 'aria-hidden': 'true' }, icon('bolt'));
  const words = name.split(/[\s-]+/).filter((word) => /\p{L}/u.test(word));
  const initials = [words[0], words.length > 1 ? words.at(-1) : undefined].map((word) => [...(word ?? '')][0] ?? '').join('');
  const colour = [...id].reduce((sum, letter) => (sum * 31 + (letter.codePointAt(0) ?? 0)) % 9973, 7) % COLOURS;
  return element('div', { class: `avatar colour-${colour}`, 'aria-hidden': 'true' }, initials.toUpperCase() || '?');
}

function timeOf(item: Item): HTMLElement {
  return element('time', { datetime: item.time.iso, title: item.time.long }, item.time.short);
}

/** Beside a message that goes on; there is no room for AM and PM, which its title says. */
function narrowTimeOf(item: Item): HTMLElement {
  return element('time', { datetime: item.time.iso, title: item.time.long }, item.time.short.replace(/\s?[AP]M$/i, ''));
}

function headOf(item: Item): HTMLElement {
  return element(
    'div',
    { class: 'who' },
    element('b', {}, item.author.name),
    item.author.isApp && element('span', { class: 'badge' }, 'APP'),
    item.author.note !== '' && element('span', { class: 'note' }, item.author.note),
    timeOf(item),
  );
}

function broadcastNode(item: Item, isThread: boolean): HTMLElement {
  if (isThread) return element('div', { class: 'above quiet' }, icon('hash'), 'Also sent to the channel');
  const open = () => shared.go({ threadTs: item.rootTs ?? item.ts });
  return element(
    'div',
    { class: 'above quiet' },
    icon('thread'),
    element('button', { type: 'button', class: 'link', onclick: open }, 'Replied to a thread'),
  );
}

function textNode(item: Item, isContinued: boolean): HTMLElement | undefined {
  const edited = item.isEdited ? element('span', { class: 'edited', title: 'Changed by its author' }, ' (edited)') : undefined;
  if (item.html === '') return edited && element('div', { class: 'text' }, edited);
  const text = element('div', { class: 'text drawn' }, drawn(item.html));
  const lastWords = text.querySelector(':scope > :last-child > p:last-child') ?? text.lastElementChild ?? text;
  if (edited) lastWords.append(edited);
  if (isContinued) text.classList.add('continued');
  return text;
}

function fileNode(file: Item['files'][number]): HTMLElement {
  return file.isPicture ? pictureNode(file) : downloadNode(file);
}

function pictureNode(file: Item['files'][number]): HTMLElement {
  // What only calls itself a picture is offered as any other file.
  const node: HTMLElement = element(
    'a',
    { class: 'picture', href: file.address, target: '_blank', rel: 'noopener', title: `${file.title} (${file.size})` },
    element('img', { src: file.address, alt: file.alt || file.title, onerror: () => node.replaceWith(downloadNode(file)) }),
  );
  return node;
}

function downloadNode(file: Item['files'][number]): HTMLElement {
  return element(
    'a',
    { class: 'file', href: file.address, download: file.title },
    icon('file'),
    element('span', {}, element('b', {}, file.title), element('small', {}, file.size)),
  );
}

function reactionsNode(item: Item): HTMLElement {
  const pill = (reaction: Item['reactions'][number]) =>
    element(
      'button',
      {
        type: 'button',
        class: 'pill',
        'aria-pressed': String(reaction.isMine),
        'aria-label': `${reaction.name.replaceAll('_', ' ')}, ${reaction.count}: ${reaction.who}`,
        title: `${reaction.who}: :${reaction.name}:`,
        onclick: () => act(reaction.isMine ? 'unreact' : 'react', shared.place.as, shared.place.channel, item.ts, reaction.name),
      },
      element('span', { class: 'emoji' }, reaction.emoji),
      String(reaction.count),
    );
  const more = element('button', { type: 'button', class: 'pill add', 'aria-label': 'Add a reaction' }, icon('smile'));
  more.addEventListener('click', () => pickReaction(more, item));
  return element('div', { class: 'reactions' }, item.reactions.map(pill), more);
}

function repliesNode(item: Item, replies: NonNullable<Item['replies']>): HTMLElement {
  return element(
    'button',
    { type: 'button', class: 'replies', title: replies.who, onclick: () => shared.go({ threadTs: item.ts }) },
    element('b', {}, `${replies.count} ${replies.count === 1 ? 'reply' : 'replies'}`),
    element('span', { class: 'quiet' }, ` Last reply ${replies.latest}`),
  );
}
