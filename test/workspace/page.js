// The page: who you are, where you are, and what you see there. Everything shown comes from /page/state.
import { blockNodes } from './page-blocks.js';
import { act, ask, at, place, shared } from './page-client.js';
import { ephemeralItem, filled, messageItem, surfaceOf, written } from './page-messages.js';
import { element } from './page-text.js';

const seen = {};
let modalKey = '';
let wasCurrent = 0;

async function refresh() {
  if (!place.as) return;
  const turn = ++wasCurrent;
  const query = new URLSearchParams({ as: place.as, channel: place.channel, thread: place.thread });
  const next = await ask(`/page/state?${query}`);
  if (turn !== wasCurrent) return;
  shared.state = next;
  if (!shared.state.channels.some((channel) => channel.id === place.channel) && !place.isHome) {
    const first = shared.state.channels.find((channel) => channel.kind !== 'im');
    if (first) return go(first.id);
  }
  draw();
}

function go(channel, { thread = '', isHome = false } = {}) {
  Object.assign(place, { channel, thread, isHome });
  sessionStorage.setItem('place', JSON.stringify(place));
  at('notices').replaceChildren();
  return refresh();
}

function draw() {
  const follows = { messages: isFollowed(at('messages'), place.channel), thread: isFollowed(at('thread'), place.thread) };
  shared.names = new Map([
    ...shared.people.map((person) => [person.id, person.realName]),
    ...shared.state.channels.map((channel) => [channel.id, channel.name]),
  ]);
  at('team').textContent = shared.state.team.name;
  drawChannels();
  const channel = shared.state.channels.find((one) => one.id === place.channel);
  at('title').textContent = place.isHome ? 'Home' : channel ? nameOf(channel) : 'Choose a channel';
  at('home').hidden = !place.isHome;
  at('messages').hidden = place.isHome;
  at('composer').hidden = place.isHome;
  if (place.isHome) drawHome();
  const own = (inThread) =>
    shared.state.ephemerals.filter((one) => (inThread ? one.threadTs === place.thread : !one.threadTs || !place.thread));
  at('thread-pane').hidden = !place.thread;
  const messages = [...shared.state.messages.map(messageItem), ...own(false).map(ephemeralItem)];
  list(
    at('messages'),
    messages.sort((a, b) => a.order - b.order),
    follows.messages,
  );
  if (place.thread)
    list(at('thread'), [...shared.state.thread.map(messageItem), ...own(true).map(ephemeralItem)], follows.thread);
  if (shared.state.notices.length > 0) {
    const last = shared.state.notices.at(-1);
    if (Date.now() - last.at < 10_000) at('notices').replaceChildren(element('p', {}, last.text));
  }
  drawModal();
}

function nameOf(channel) {
  if (channel.kind === 'im') return 'Messages with the app';
  return `${channel.kind === 'private' ? '🔒' : '#'} ${channel.name}`;
}

function drawChannels() {
  const button = (label, isCurrent, onclick, isUnread) =>
    element(
      'li',
      {},
      element('button', { type: 'button', 'aria-current': String(isCurrent), class: isUnread ? 'unread' : '', onclick }, label),
    );
  const rooms = shared.state.channels.filter((channel) => channel.kind !== 'im').sort((a, b) => a.name.localeCompare(b.name));
  if (place.channel) {
    const open = shared.state.channels.find((channel) => channel.id === place.channel);
    if (open) seen[`${place.as} ${open.id}`] = open.latest;
  }
  const isUnread = (channel) => Number(channel.latest) > Number(seen[`${place.as} ${channel.id}`] ?? 0);
  at('channels').replaceChildren(
    ...rooms.map((channel) =>
      button(nameOf(channel), !place.isHome && channel.id === place.channel, () => go(channel.id), isUnread(channel)),
    ),
  );
  const direct = shared.state.channels.find((channel) => channel.kind === 'im');
  const openDirect = async () => {
    const id = await act('directChannel', place.as);
    if (id) await go(id);
  };
  const openHome = async () => {
    await go('', { isHome: true });
    await act('openHome', place.as);
  };
  at('apps').replaceChildren(
    button('Messages with the app', direct !== undefined && direct.id === place.channel, openDirect, direct && isUnread(direct)),
    button('Home', place.isHome, openHome),
  );
}

function drawHome() {
  const view = shared.state.home;
  if (!view) return at('home').replaceChildren(element('p', { class: 'quiet' }, 'The app has not published anything here yet.'));
  at('home').replaceChildren(...blockNodes(view.blocks, surfaceOf({ view: view.id }, view)));
}

/** Whether the reader is at the end of a list, or has just come to what it shows. */
function isFollowed(box, shows) {
  const isNew = box.dataset.shows !== shows;
  box.dataset.shows = shows;
  return isNew || box.scrollHeight - box.scrollTop - box.clientHeight < 80;
}

/** Puts items into a list, touching only those that changed, and follows the newest one. */
function list(box, items, isAtEnd) {
  const known = new Map([...box.children].map((node) => [node.dataset.key, node]));
  const nodes = items.map((item) => {
    const old = known.get(item.key);
    if (old?.dataset.content === item.content) return old;
    const node = item.draw();
    node.dataset.key = item.key;
    node.dataset.content = item.content;
    return node;
  });
  const isSame = nodes.length === box.children.length && nodes.every((node, index) => node === box.children[index]);
  if (!isSame) box.replaceChildren(...nodes);
  if (isAtEnd) box.scrollTop = box.scrollHeight;
}

async function send(text, options) {
  const command = /^\/([\w-]+)(?:\s+([\s\S]*))?$/.exec(text);
  if (command && !options.threadTs) return act('command', place.as, place.channel, `/${command[1]}`, command[2] ?? '');
  return act('post', place.as, place.channel, written(text), options);
}

function composer(form, draft, options) {
  const submit = async (event) => {
    event.preventDefault();
    const text = draft.value.trim();
    if (!text) return;
    draft.value = '';
    await send(text, options());
  };
  form.addEventListener('submit', submit);
  draft.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) void submit(event);
  });
}

function drawModal() {
  const view = shared.state.views.at(-1);
  const dialog = at('modal');
  if (!view) {
    modalKey = '';
    if (dialog.open) dialog.close();
    return;
  }
  const key = `${view.id} ${view.hash} ${JSON.stringify(view.errors)} ${JSON.stringify(view.state.values)}`;
  // Drawn again only when the app or the server changed it, so that typing is never lost.
  if (key === modalKey && dialog.open) return;
  modalKey = key;
  const controls = [];
  const body = element('div', { class: 'body' }, blockNodes(view.blocks, surfaceOf({ view: view.id }, view, controls)));
  const close = () => act('closeView', place.as, view.id);
  const submit = view.submit && element('button', { type: 'submit', class: 'go' }, view.submit.text);
  const footer = element(
    'footer',
    { class: 'footer' },
    element('button', { type: 'button', onclick: close }, view.close?.text ?? 'Cancel'),
    submit,
  );
  const onsubmit = async (event) => {
    event.preventDefault();
    await act('submit', place.as, view.id, filled(controls));
  };
  const form = element(
    'form',
    { novalidate: true, onsubmit },
    element('header', { id: 'modal-title' }, view.title.text),
    body,
    footer,
  );
  dialog.replaceChildren(form);
  dialog.oncancel = (event) => {
    event.preventDefault();
    void close();
  };
  if (!dialog.open) dialog.showModal();
  body.querySelector('.error')?.scrollIntoView({ block: 'center' });
}

/** A link to a message of this workspace leads to it here: there is no Slack behind it. */
function openHere(event) {
  const address = event.target.closest?.('a[href]')?.href ?? '';
  const [, channel, seconds, rest] = /\/archives\/(\w+)\/p(\d{10})(\d{6})/.exec(address) ?? [];
  if (!channel) return;
  event.preventDefault();
  void go(channel, { thread: `${seconds}.${rest}` });
}

async function start() {
  document.addEventListener('click', openHere);
  const { teams } = await ask('/page/people');
  shared.people = teams.flatMap((team) => team.people);
  const menu = at('person');
  const humans = shared.people.filter((person) => !person.isBot);
  menu.replaceChildren(
    ...humans.map((person) => element('option', { value: person.id }, `${person.realName}${person.isAdmin ? ' (admin)' : ''}`)),
  );
  try {
    Object.assign(place, JSON.parse(sessionStorage.getItem('place') ?? '{}'));
  } catch {
    // A broken memory of the last visit only means starting at the first channel.
  }
  if (!humans.some((person) => person.id === place.as))
    Object.assign(place, { as: humans[0]?.id ?? '', channel: '', thread: '' });
  menu.value = place.as;
  menu.addEventListener('change', () => {
    place.as = menu.value;
    modalKey = '';
    void go(place.channel);
  });
  composer(at('composer'), at('draft'), () => ({}));
  composer(at('thread-composer'), at('thread-draft'), () => ({ threadTs: place.thread, broadcast: at('broadcast').checked }));
  at('close-thread').addEventListener('click', () => go(place.channel));
  const changes = new EventSource('/page/changes');
  changes.onmessage = () => void refresh();
  changes.onopen = () => (at('connection').textContent = '');
  changes.onerror = () => (at('connection').textContent = 'Connection lost; trying again…');
  await refresh();
}

shared.refresh = refresh;
shared.go = go;
await start();
