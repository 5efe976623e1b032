// The middle: the channel one is in, or the app with its two tabs.
import type { Seen } from '../seen.ts';
import { blockNodes } from './blocks.ts';
import { ask, say, shared } from './client.ts';
import { at, element } from './dom.ts';
import { icon } from './icons.ts';
import { type NewLine, newLineAt } from './new-line.ts';
import { openHome, openMessages } from './sidebar.ts';
import { type Talk, talkIn } from './talk.ts';

let talk: Talk | undefined;
let drawnHome = '';
let markedAt = '';
const NO_LINE: NewLine = { place: '', from: undefined };
let newLine = NO_LINE;

/** Sets the middle up; before that nothing of it may be used. */
export function startChannel(): Talk {
  talk = talkIn({
    box: at('messages'),
    form: at<HTMLFormElement>('composer'),
    newest: at('newest'),
    isThread: false,
    onRead: markRead,
  });
  window.addEventListener('focus', markRead);
  at('tab-home').addEventListener('click', () => void openHome());
  at('tab-messages').addEventListener('click', () => void openMessages());
  at('tabs').addEventListener('keydown', ({ key }) => {
    if (key === 'ArrowLeft' || key === 'ArrowRight') at('tabs').querySelector<HTMLElement>('[aria-selected=false]')?.click();
  });
  return talk;
}

export function currentChannel(seen = shared.seen): Seen['channels'][number] | undefined {
  return shared.place.isHome ? undefined : seen?.channels.find(({ id }) => id === shared.place.channel);
}

/** The page is looked at, and shows the end of the channel. */
function isNewestSeen(): boolean {
  return document.hasFocus() && talk?.list.isAtNewest() === true;
}

/** Tells Slack that the newest was seen, when it was. */
function markRead(): void {
  const channel = currentChannel();
  if (!channel || channel.unread === 0 || !isNewestSeen()) return;
  const mark = [shared.place.as, channel.id, channel.latest];
  if (mark.join(' ') === markedAt) return;
  markedAt = mark.join(' ');
  ask('/control/markRead', mark).catch((error: unknown) => say(error instanceof Error ? error.message : String(error)));
}

/** The name above the messages, drawn at once when one goes somewhere. */
export function drawHead(): void {
  const channel = currentChannel();
  const { isHome } = shared.place;
  const isApp = isHome || channel?.kind === 'app';
  at('title').replaceChildren(
    ...(isApp
      ? [element('span', { class: 'app-picture' }, icon('bolt')), nameNode(shared.start.team.appName)]
      : channel
        ? [
            icon(channel.kind === 'private' ? 'lock' : 'hash'),
            nameNode(channel.name),
            channel.kind === 'private' && unseen(' (private)'),
          ]
        : []
    ).filter((node) => node !== false),
  );
  if (channel?.isShared)
    at('title').append(
      element(
        'span',
        { class: 'mark', title: 'Shared with another workspace' },
        icon('shared'),
        unseen('shared with another workspace'),
      ),
    );
  at('tabs').hidden = !isApp || shared.seen?.me.hasApp === false;
  if (isApp) drawTabs(isHome);
  at('home').hidden = !isHome;
  at('main').classList.toggle('at-home', isHome);
}

function nameNode(name: string): HTMLElement {
  return element('span', { class: 'name' }, name);
}

function unseen(text: string): HTMLElement {
  return element('span', { class: 'unseen' }, text);
}

/** The same two buttons at every drawing: a press may last longer than what is drawn stays as it is. */
function drawTabs(isHome: boolean): void {
  const hadFocus = at('tabs').contains(document.activeElement);
  for (const [tab, isSelected] of [
    [at('tab-home'), isHome],
    [at('tab-messages'), !isHome],
  ] as const) {
    tab.setAttribute('aria-selected', String(isSelected));
    tab.tabIndex = isSelected ? 0 : -1;
    if (isSelected && hadFocus) tab.focus();
  }
}

export function drawChannel(seen: Seen): void {
  drawHead();
  if (shared.place.isHome) drawHome(seen);
  else drawTalk(seen);
}

function drawTalk(seen: Seen): void {
  drawnHome = '';
  const channel = currentChannel(seen);
  if (!talk || !channel || !seen.list) return;
  const name = channel.kind === 'app' ? channel.name : `#${channel.name}`;
  talk.composer.show(`Message ${name}`, channel.isArchived ? `${name} is archived: nobody can write here any more.` : undefined);
  newLine = newLineAt(newLine, `${shared.place.as} ${channel.id}`, channel.firstUnread, isNewestSeen());
  talk.show(seen.list, `This is the very beginning of ${name}. Nobody has written here yet.`, newLine.from);
  markRead();
}

/** Drawn again only when the app changed it, so that what is typed into it is not lost. */
function drawHome(seen: Seen): void {
  newLine = NO_LINE;
  const view = seen.home;
  const isDrawn = JSON.stringify([seen.me.id, view]);
  if (isDrawn === drawnHome) return;
  drawnHome = isDrawn;
  const home = at('home');
  const hadFocus = home.contains(document.activeElement);
  const top = home.scrollTop;
  home.replaceChildren(
    view
      ? element('div', { class: 'blocks' }, blockNodes(view.blocks, { view: view.id }, view))
      : element('p', { class: 'empty quiet' }, `${shared.start.team.appName} has not published anything here yet.`),
  );
  home.scrollTop = top;
  home.tabIndex = -1;
  if (hadFocus) home.focus({ preventScroll: true });
}
