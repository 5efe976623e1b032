// The left side: the workspace, whom one acts as, and where one can go.
import type { Seen, SeenChannel } from '../seen.ts';
import { act, shared } from './client.ts';
import { at, element } from './dom.ts';
import { type IconName, icon } from './icons.ts';
import { startTheme } from './theme.ts';

/** Sets up what does not change with each state. */
export function startSidebar(): void {
  at('close-drawer').append(icon('close'));
  at('open-drawer').append(icon('menu'));
  at('open-drawer').addEventListener('click', () => openDrawer(true));
  at('close-drawer').addEventListener('click', () => openDrawer(false));
  at('shade').addEventListener('click', () => openDrawer(false));
  at('sidebar').addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && document.body.classList.contains('drawer')) openDrawer(false);
  });
  at<HTMLSelectElement>('person').addEventListener('change', (event) => {
    void become((event.target as HTMLSelectElement).value);
  });
  startTheme();
}

/** Acts as somebody else from now on, in the same place where they see it; the app's conversation is each one's own. */
async function become(as: string): Promise<void> {
  const { isHome, channel } = shared.place;
  const isApp = shared.seen?.channels.some(({ id, kind }) => id === channel && kind === 'app');
  if (!isApp || isHome || !(await openMessages(as))) await shared.go({ as, threadTs: '' });
}

/** Lists those one can act as, by where they belong. */
export function drawCast(): void {
  const { cast, team } = shared.start;
  at('team').textContent = team.name;
  document.title = team.name;
  at('person').replaceChildren(
    ...cast.map(({ group, people }) =>
      element(
        'optgroup',
        { label: group },
        people.map(({ id, name, note }) => element('option', { value: id }, note ? `${name} (${note})` : name)),
      ),
    ),
  );
}

export function openDrawer(isOpen: boolean): void {
  const wasOpen = document.body.classList.contains('drawer');
  document.body.classList.toggle('drawer', isOpen);
  at('shade').hidden = !isOpen;
  at('open-drawer').setAttribute('aria-expanded', String(isOpen));
  if (isOpen) at('close-drawer').focus();
  else if (wasOpen) at('open-drawer').focus();
}

export function drawSidebar(seen: Seen): void {
  const person = at<HTMLSelectElement>('person');
  if (person.value !== shared.place.as) person.value = shared.place.as;
  const rooms = seen.channels.filter(({ kind }) => kind !== 'app').sort((a, b) => a.name.localeCompare(b.name));
  const app = seen.channels.find(({ kind }) => kind === 'app');
  const content = JSON.stringify([rooms, app, seen.me.hasApp, shared.place]);
  // The same again stays as it is, so that no press is lost while much is going on.
  if (at('channels').dataset.content === content) return;
  at('channels').dataset.content = content;
  const focused = document.activeElement instanceof HTMLElement ? document.activeElement.dataset.goes : undefined;
  at('channels').replaceChildren(
    section('Channels', rooms.map(channelEntry)),
    ...(seen.me.hasApp || app ? [section('Apps', [appEntry(app, seen.me.hasApp)])] : []),
  );
  if (focused)
    at('channels')
      .querySelector<HTMLElement>(`[data-goes="${CSS.escape(focused)}"]`)
      ?.focus();
  const unread = seen.channels.reduce((sum, channel) => sum + channel.unread, 0);
  document.title = `${unread > 0 ? `(${unread}) ` : ''}${shared.start.team.name}`;
}

function section(name: string, entries: HTMLElement[]): HTMLElement {
  const id = `section-${name.toLowerCase()}`;
  return element('section', { 'aria-labelledby': id }, element('h2', { id }, name), element('ul', {}, entries));
}

function entry(given: {
  goes: string;
  name: string;
  picture: HTMLElement | SVGElement;
  marks: string[];
  isCurrent: boolean;
  unread: number;
  onclick: () => unknown;
}): HTMLElement {
  const { goes, name, picture, marks, isCurrent, unread, onclick } = given;
  const words = [...marks, ...(unread > 0 ? [`${unread} unread`] : [])];
  return element(
    'li',
    {},
    element(
      'button',
      {
        type: 'button',
        class: unread > 0 ? 'unread' : undefined,
        'aria-current': isCurrent ? 'page' : undefined,
        'data-goes': goes,
        onclick,
      },
      picture,
      element('span', { class: 'name' }, name),
      words.length > 0 && element('span', { class: 'unseen' }, `, ${words.join(', ')}`),
      marks.includes('shared with another workspace') && mark('shared', 'Shared with another workspace'),
      unread > 0 && element('span', { class: 'count', 'aria-hidden': 'true' }, unread > 99 ? '99+' : String(unread)),
    ),
  );
}

function mark(picture: IconName, title: string): HTMLElement {
  return element('span', { class: 'mark', title, 'aria-hidden': 'true' }, icon(picture));
}

function channelEntry(channel: SeenChannel): HTMLElement {
  const marks = [
    channel.kind === 'private' ? 'private' : '',
    channel.isShared ? 'shared with another workspace' : '',
    channel.isArchived ? 'archived' : '',
  ].filter((word) => word !== '');
  return entry({
    goes: channel.id,
    name: channel.name,
    picture: icon(channel.kind === 'private' ? 'lock' : 'hash'),
    marks,
    isCurrent: !shared.place.isHome && channel.id === shared.place.channel,
    unread: channel.unread,
    onclick: () => shared.go({ channel: channel.id, threadTs: '', isHome: false }),
  });
}

function appEntry(channel: SeenChannel | undefined, hasHome: boolean): HTMLElement {
  const unread = channel?.unread ?? 0;
  return entry({
    goes: 'app',
    name: shared.start.team.appName,
    picture: element('span', { class: 'app-picture' }, icon('bolt')),
    marks: [],
    isCurrent: shared.place.isHome || (channel !== undefined && channel.id === shared.place.channel),
    unread,
    onclick: () => (unread > 0 || !hasHome ? openMessages() : openHome()),
  });
}

/** The app's Home tab; the app is told by the page whenever one comes there. */
export async function openHome(): Promise<void> {
  if (shared.place.isHome) await act('openHome', shared.place.as, 'home');
  else await shared.go({ isHome: true });
}

/** Opens the conversation with the app; false for who can have none. */
export async function openMessages(as = shared.place.as): Promise<boolean> {
  const channel = await act<string>('directChannel', as);
  if (typeof channel !== 'string') return false;
  await shared.go({ as, channel, threadTs: '', isHome: false });
  if (shared.seen?.me.hasApp) await act('openHome', as, 'messages');
  return true;
}
