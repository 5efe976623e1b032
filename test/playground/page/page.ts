// The page: who one is, where one is, and keeping what is drawn as it is in the workspace now.
import type { Seen, Start } from '../seen.ts';
import { drawChannel, drawHead, startChannel } from './channel.ts';
import { act, ask, type Place, say, shared } from './client.ts';
import { startClock, syncClock } from './clock.ts';
import { at } from './dom.ts';
import { inspectorChanged } from './inspector.ts';
import { queryOf } from './list.ts';
import { drawModal } from './modal.ts';
import { startNotices } from './notices.ts';
import { startPanel } from './panel.ts';
import { hashOf, messageAt, placeIn } from './place.ts';
import { drawCast, drawSidebar, openDrawer, startSidebar } from './sidebar.ts';
import { drawThread, drawThreadPane, startThread } from './thread.ts';
import { startTour, tourAt } from './tour.ts';

const NOTICE_SHOWN_MS = 15_000;
const REMEMBERED = 'place';

const channel = startChannel();
const thread = startThread();
/** Grows with each move, so that an answer about a place one has left is not drawn. */
let moves = 0;
let running: Promise<void> | undefined;
let pending: Promise<void> | undefined;
let noticedAt = 0;
let wasLost = false;

/** One request is on its way at most, and one waits for it: whoever asks gets what is so after they asked. */
function refresh(): Promise<void> {
  if (!running) {
    running = read().finally(() => {
      running = undefined;
    });
    return running;
  }
  pending ??= running.then(() => {
    pending = undefined;
    return refresh();
  });
  return pending;
}

async function read(): Promise<void> {
  const move = moves;
  try {
    const seen = await stateAt(shared.place);
    if (move === moves) draw(seen);
  } catch (error) {
    // What no answer came to is said by the line about the connection.
    if (move === moves && !(error instanceof TypeError)) say(sentenceOf(error));
  }
}

function stateAt({ as, channel: channelId, threadTs }: Place): Promise<Seen> {
  const query = new URLSearchParams({
    as,
    channel: channelId,
    ...(threadTs && { thread: threadTs }),
    ...queryOf(channel.list.asked()),
  });
  return ask<Seen>(`/page/state?${query}`);
}

function sentenceOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function draw(seen: Seen): void {
  shared.seen = seen;
  if (isLost(seen)) return;
  drawSidebar(seen);
  drawChannel(seen);
  drawThread(seen);
  drawModal();
  syncClock(seen);
  tourAt(shared.place);
  inspectorChanged(seen.version);
  const notice = seen.notices.at(-1);
  if (notice && notice.at > noticedAt && seen.now - notice.at < NOTICE_SHOWN_MS) say(notice.text);
  noticedAt = notice?.at ?? noticedAt;
}

/** Where most is going on: a public channel with the newest message. */
function firstChannel(seen: Seen): Seen['channels'][number] | undefined {
  const rooms = seen.channels.filter(({ kind }) => kind !== 'app');
  const open = rooms.filter(({ kind, isArchived }) => kind === 'public' && !isArchived);
  return (open.length > 0 ? open : rooms).toSorted((a, b) => Number(b.latest) - Number(a.latest))[0];
}

/** Whoever is nowhere is led to the first channel, and told why. */
function isLost(seen: Seen): boolean {
  const { isHome, channel: wanted } = shared.place;
  const first = firstChannel(seen);
  if (isHome ? seen.me.hasApp || !first : seen.channels.some(({ id }) => id === wanted)) return false;
  const to = first ? { channel: first.id, threadTs: '' } : { isHome: true };
  const instead = `this is ${first ? `#${first.name}` : 'the app'} instead.`;
  void move(to, 'replace').then(() => {
    if (isHome) say(`The app is not in the workspace of ${seen.me.name}: ${instead}`);
    else if (wanted !== '') say(`${seen.me.name} is not in that channel, or there is none: ${instead}`);
  });
  return true;
}

async function move(to: Partial<Place> & { ts?: string }, kept: 'push' | 'replace' | 'as it is'): Promise<void> {
  const { ts, ...rest } = to;
  const before = shared.place;
  const isElsewhere =
    (rest.as !== undefined && rest.as !== before.as) || (rest.channel !== undefined && rest.channel !== before.channel);
  const place: Place = { ...before, ...(isElsewhere && { threadTs: '' }), ...(rest.channel && { isHome: false }), ...rest };
  if (place.isHome) Object.assign(place, { channel: '', threadTs: '' });
  moves += 1;
  shared.place = place;
  remember(place, kept);
  at('notices').replaceChildren();
  startLists(before, place, ts);
  if (document.body.classList.contains('drawer')) openDrawer(false);
  drawHead();
  drawThreadPane();
  if (shared.seen?.me.id === place.as) drawSidebar(shared.seen);
  const opensThread = place.threadTs !== '' && place.threadTs !== before.threadTs;
  const wasInList = at('messages').contains(document.activeElement);
  await refresh();
  if (shared.place.isHome && (!before.isHome || before.as !== place.as)) await comeHome();
  if (opensThread && wasInList && matchMedia('(pointer: fine)').matches) at('thread-composer-draft').focus();
}

/** Goes where the address says after Back, Forward or a change by hand; to nobody's place one does not go. */
async function comeBack(place: Place): Promise<void> {
  if (isInCast(place.as)) return move(place, 'as it is');
  remember(shared.place, 'replace');
  say(`There is nobody with the id ${place.as} to act as.`);
}

function isInCast(as: string): boolean {
  return shared.start.cast.some(({ people }) => people.some(({ id }) => id === as));
}

/** Tells the app that somebody looks at its Home tab, as Slack does; it may have something newer to show. */
async function comeHome(): Promise<void> {
  await act('openHome', shared.place.as, 'home');
}

function startLists(before: Place, place: Place, ts: string | undefined): void {
  const isSame = before.as === place.as && before.channel === place.channel && before.isHome === place.isHome;
  const sought = ts === undefined || ts === '' ? undefined : ts;
  const isReply = sought !== undefined && place.threadTs !== '' && sought !== place.threadTs;
  const inChannel = isReply ? place.threadTs : sought;
  if (!isSame) channel.list.start('Messages', inChannel);
  else if (inChannel !== undefined) channel.list.seek(inChannel);
  if (!isSame || before.threadTs !== place.threadTs) thread.list.start('Thread', isReply ? sought : undefined);
  else if (isReply) thread.list.seek(sought);
}

function remember(place: Place, kept: 'push' | 'replace' | 'as it is'): void {
  const hash = hashOf(place);
  localStorage.setItem(REMEMBERED, hash);
  if (kept === 'as it is' || hash === location.hash) return;
  if (kept === 'push') history.pushState(null, '', hash);
  else history.replaceState(null, '', hash);
}

/** A link to a message of this workspace leads to it here: there is no Slack behind it. */
function openHere(event: MouseEvent): void {
  const link = event.target instanceof Element ? event.target.closest('a') : null;
  const message = link && messageAt(link.href);
  if (!message) return;
  event.preventDefault();
  if (shared.seen?.channels.some(({ id }) => id === message.channel)) void move(message, 'push');
  else say(`${shared.seen?.me.name ?? 'This person'} is not in the channel that link leads to.`);
}

/** The server is there again; when it is another demo than before, all of the page begins anew. */
async function comeBackTo(): Promise<void> {
  const start = await ask<Start>('/page/start').catch(() => undefined);
  if (start && JSON.stringify(start) !== JSON.stringify(shared.start)) location.reload();
  else await refresh();
}

function listen(): void {
  const changes = new EventSource('/page/changes');
  changes.onmessage = ({ data }) => {
    if (!shared.seen || Number(data) > shared.seen.version || running) void refresh();
  };
  changes.onopen = () => {
    at('connection').textContent = wasLost ? 'Connected again.' : '';
    if (wasLost) void comeBackTo();
    wasLost = false;
  };
  changes.onerror = () => {
    wasLost = true;
    at('connection').textContent = 'Connection lost. Trying again…';
  };
}

/** Where the address, or else the last visit, says one is; and a sentence where it names nobody. */
function firstPlace(): Place {
  return placeIn(location.hash.length > 1 ? location.hash : (localStorage.getItem(REMEMBERED) ?? ''));
}

function settle(place: Place): string | undefined {
  const first = shared.start.cast.flatMap((group) => group.people)[0];
  if (isInCast(place.as) || !first) return undefined;
  const sentence =
    place.as === '' ? undefined : `There is nobody with the id ${place.as} to act as: you are ${first.name} instead.`;
  shared.place = { as: first.id, channel: '', threadTs: '', isHome: place.isHome };
  return sentence;
}

/** The page may be opened before the playground behind it is ready. */
async function startOnceReady(): Promise<Start> {
  for (;;) {
    try {
      const told = await ask<Start>('/page/start');
      at('notices').replaceChildren();
      return told;
    } catch (error) {
      say(sentenceOf(error));
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
  }
}

async function start(): Promise<void> {
  shared.refresh = refresh;
  shared.go = (to) => move(to, 'push');
  startSidebar();
  startNotices();
  document.addEventListener('click', openHere);
  window.addEventListener('popstate', () => void comeBack(placeIn(location.hash)));
  const place = firstPlace();
  shared.place = place;
  startLists({ as: '', channel: '', threadTs: '', isHome: false }, place, undefined);
  // The state is asked for beside the start, not after it; an answer for somebody unknown is no loss.
  const early = place.as === '' ? undefined : stateAt(place).catch(() => undefined);
  shared.start = await startOnceReady();
  const sentence = settle(place);
  drawCast();
  startPanel();
  startTour();
  startClock();
  remember(shared.place, 'replace');
  const seen = sentence === undefined ? await early : undefined;
  if (seen) draw(seen);
  else await refresh();
  if (sentence) say(sentence);
  listen();
  if (shared.place.isHome) await comeHome();
}

start().catch((error: unknown) => say(`The page could not start: ${sentenceOf(error)}`));
