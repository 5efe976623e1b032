// The page: who you are, where you are, and what you see there. Everything shown comes from /page/state.
import { blockNodes } from './page-blocks.js';
import { element, escaped, mrkdwn, unescaped } from './page-text.js';

const at = (id) => document.getElementById(id);
const place = { as: '', channel: '', thread: '', isHome: false };
let people = [];
let names = new Map();
let state;
const seen = {};
let modalKey = '';
let wasCurrent = 0;

async function ask(path, body) {
  const response = await fetch(
    path,
    body === undefined ? {} : { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) },
  );
  const answer = await response.json();
  if (!answer.ok) throw new Error(answer.error);
  return answer;
}

/** Does something as the person; what goes wrong is shown above the message box. */
async function act(name, ...given) {
  try {
    return (await ask(`/control/${name}`, given)).result;
  } catch (error) {
    at('notices').replaceChildren(element('p', {}, error.message));
    return undefined;
  } finally {
    await refresh();
  }
}

async function refresh() {
  if (!place.as) return;
  const turn = ++wasCurrent;
  const query = new URLSearchParams({ as: place.as, channel: place.channel, thread: place.thread });
  const next = await ask(`/page/state?${query}`);
  if (turn !== wasCurrent) return;
  state = next;
  if (!state.channels.some((channel) => channel.id === place.channel) && !place.isHome) {
    const first = state.channels.find((channel) => channel.kind !== 'im');
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
  names = new Map([
    ...people.map((person) => [person.id, person.realName]),
    ...state.channels.map((channel) => [channel.id, channel.name]),
  ]);
  at('team').textContent = state.team.name;
  drawChannels();
  const channel = state.channels.find((one) => one.id === place.channel);
  at('title').textContent = place.isHome ? 'Home' : channel ? nameOf(channel) : 'Choose a channel';
  at('home').hidden = !place.isHome;
  at('messages').hidden = place.isHome;
  at('composer').hidden = place.isHome;
  if (place.isHome) drawHome();
  const own = (inThread) =>
    state.ephemerals.filter((one) => (inThread ? one.threadTs === place.thread : !one.threadTs || !place.thread));
  list(
    at('messages'),
    [...state.messages.map(messageItem), ...own(false).map(ephemeralItem)].sort((a, b) => a.order - b.order),
  );
  at('thread-pane').hidden = !place.thread;
  if (place.thread) list(at('thread'), [...state.thread.map(messageItem), ...own(true).map(ephemeralItem)]);
  if (state.notices.length > 0) {
    const last = state.notices.at(-1);
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
  const rooms = state.channels.filter((channel) => channel.kind !== 'im').sort((a, b) => a.name.localeCompare(b.name));
  if (place.channel) {
    const open = state.channels.find((channel) => channel.id === place.channel);
    if (open) seen[`${place.as} ${open.id}`] = open.latest;
  }
  const isUnread = (channel) => Number(channel.latest) > Number(seen[`${place.as} ${channel.id}`] ?? 0);
  at('channels').replaceChildren(
    ...rooms.map((channel) =>
      button(nameOf(channel), !place.isHome && channel.id === place.channel, () => go(channel.id), isUnread(channel)),
    ),
  );
  const direct = state.channels.find((channel) => channel.kind === 'im');
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
  const view = state.home;
  if (!view) return at('home').replaceChildren(element('p', { class: 'quiet' }, 'The app has not published anything here yet.'));
  at('home').replaceChildren(...blockNodes(view.blocks, surfaceOf({ view: view.id }, view)));
}

/** How blocks behave somewhere: who uses them, what is filled in, what was wrong. */
function surfaceOf(where, view, controls) {
  return {
    names,
    people,
    channels: state.channels.filter((channel) => channel.kind !== 'im'),
    controls,
    errors: view?.errors,
    valueOf: (block, one) => view?.state?.values?.[block.block_id]?.[one.action_id],
    use: async (one, block, value) => {
      if (controls && view) await act('type', place.as, view.id, filled(controls));
      await act(
        'press',
        place.as,
        where,
        { actionId: one.action_id, blockId: block.block_id },
        ...(value === undefined ? [] : [value]),
      );
    },
  };
}

function filled(controls) {
  return Object.fromEntries(
    controls.filter(({ block }) => block.type === 'input').map(({ block, read }) => [block.block_id, read()]),
  );
}

/** Puts items into a list, touching only those that changed, and follows the newest one. */
function list(box, items) {
  const isAtEnd = box.scrollHeight - box.scrollTop - box.clientHeight < 80;
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
  if (isSame) return;
  box.replaceChildren(...nodes);
  if (isAtEnd) box.scrollTop = box.scrollHeight;
}

function messageItem(message) {
  const key = `${place.channel} ${message.ts}`;
  return {
    key,
    order: Number(message.ts),
    content: `${place.as} ${names.size} ${JSON.stringify(message)}`,
    draw: () => messageNode(message),
  };
}

function ephemeralItem(one) {
  const draw = () =>
    element(
      'article',
      { class: 'message ephemeral' },
      element('div', { class: 'quiet' }, 'Only visible to you'),
      bodyOf(one, surfaceOf({ ephemeral: one.id })),
    );
  return { key: `e ${one.id}`, order: Number(one.id), content: `${names.size} ${JSON.stringify(one)}`, draw };
}

function bodyOf(message, surface) {
  if (message.blocks?.length) return blockNodes(message.blocks, surface);
  return element('div', { class: 'text' }, mrkdwn(message.text ?? '', names));
}

function messageNode(message) {
  const isBot = message.bot_id !== undefined;
  const who = message.username ?? names.get(message.user) ?? message.user ?? 'app';
  const when = new Date(Number(message.ts) * 1000);
  const head = element(
    'div',
    {},
    tools(message),
    element('span', { class: 'who' }, who),
    isBot && element('span', { class: 'app' }, 'APP'),
    ' ',
    element('time', { datetime: when.toISOString(), title: when.toLocaleString() }, stamp(when)),
    message.edited && element('span', { class: 'quiet' }, ' (edited)'),
    message.subtype === 'thread_broadcast' && element('span', { class: 'quiet' }, ' replied to a thread'),
  );
  const files = (message.files ?? []).map(fileNode);
  const reactions = (message.reactions ?? []).map((one) => element('span', { class: 'quiet' }, ` :${one.name}: ${one.count}`));
  const replies = message.reply_count
    ? element(
        'button',
        { type: 'button', class: 'link', onclick: () => go(place.channel, { thread: message.ts }) },
        `${message.reply_count} ${message.reply_count === 1 ? 'reply' : 'replies'}`,
      )
    : undefined;
  return element(
    'article',
    { class: 'message' },
    head,
    bodyOf(message, surfaceOf({ channel: place.channel, ts: message.ts })),
    files,
    reactions,
    replies,
  );
}

function stamp(when) {
  const time = when.toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' });
  return when.toDateString() === new Date().toDateString()
    ? time
    : `${when.toLocaleDateString('en', { weekday: 'short', day: 'numeric', month: 'short' })} ${time}`;
}

function fileNode(file) {
  const src = `/page/files/${encodeURIComponent(file.id)}`;
  if (/^image\/(png|jpeg|gif)$/.test(file.mimetype))
    return element('div', { class: 'file' }, element('img', { src, alt: file.alt_txt ?? file.title }));
  return element('div', { class: 'file' }, element('a', { href: src }, file.title));
}

function tools(message) {
  const button = (label, onclick) => element('button', { type: 'button', onclick }, label);
  const root = message.thread_ts ?? message.ts;
  const own = message.user === place.as && !message.bot_id && !message.subtype?.startsWith('channel_');
  return element(
    'span',
    { class: 'tools' },
    button('Reply', () => go(place.channel, { thread: root })),
    button('👍', () => act('react', place.as, place.channel, message.ts, 'thumbsup')),
    own && button('Edit', () => editMessage(message)),
    own && button('Delete', () => window.confirm('Delete this message?') && act('remove', place.as, place.channel, message.ts)),
  );
}

function editMessage(message) {
  const text = window.prompt('Change your message', unescaped(message.text));
  if (text !== null && text.trim() !== '') void act('edit', place.as, place.channel, message.ts, written(text));
}

/** What a person types, as Slack sends it: escaped, with @names as mentions. */
function written(text) {
  const handles = new Map(people.map((person) => [person.name.toLowerCase(), person.id]));
  return escaped(text).replace(/@([\w.-]+)/g, (all, name) =>
    handles.has(name.toLowerCase()) ? `<@${handles.get(name.toLowerCase())}>` : all,
  );
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
    if (event.key === 'Enter' && !event.shiftKey) void submit(event);
  });
}

function drawModal() {
  const view = state.views.at(-1);
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
  const submit = view.submit && element('button', { type: 'submit' }, view.submit.text);
  const footer = element(
    'footer',
    {},
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
}

async function start() {
  const { teams } = await ask('/page/people');
  people = teams.flatMap((team) => team.people);
  const menu = at('person');
  const humans = people.filter((person) => !person.isBot);
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

await start();
