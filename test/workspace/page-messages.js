// Messages as the page shows them, and how the blocks in them behave.
import { blockNodes } from './page-blocks.js';
import { act, place, shared } from './page-client.js';
import { element, emojiNamed, escaped, mrkdwn, unescaped } from './page-text.js';

/** How blocks behave somewhere: who uses them, what is filled in, what was wrong. */
export function surfaceOf(where, view, controls) {
  return {
    names: shared.names,
    people: shared.people.filter((person) => person.teamId === shared.state.team.id),
    channels: shared.state.channels.filter((channel) => channel.kind !== 'im'),
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

export function filled(controls) {
  return Object.fromEntries(
    controls.filter(({ block }) => block.type === 'input').map(({ block, read }) => [block.block_id, read()]),
  );
}

export function messageItem(message) {
  const key = `${place.channel} ${message.ts}`;
  return {
    key,
    order: Number(message.ts),
    content: `${place.as} ${shared.names.size} ${JSON.stringify(message)}`,
    draw: () => messageNode(message),
  };
}

export function ephemeralItem(one) {
  const draw = () =>
    element(
      'article',
      { class: 'message ephemeral' },
      element('div', { class: 'quiet' }, 'Only visible to you'),
      bodyOf(one, surfaceOf({ ephemeral: one.id })),
    );
  return { key: `e ${one.id}`, order: Number(one.id), content: `${shared.names.size} ${JSON.stringify(one)}`, draw };
}

function bodyOf(message, surface) {
  if (message.blocks?.length) return blockNodes(message.blocks, surface);
  return element('div', { class: 'text' }, mrkdwn(message.text ?? '', shared.names));
}

function messageNode(message) {
  const isBot = message.bot_id !== undefined;
  const who = message.username ?? shared.names.get(message.user) ?? message.user ?? 'app';
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
  const reactions = (message.reactions ?? []).map((one) =>
    element('span', { class: 'quiet' }, ` ${emojiNamed(one.name)} ${one.count}`),
  );
  const replies = message.reply_count
    ? element(
        'button',
        { type: 'button', class: 'link', onclick: () => shared.go(place.channel, { thread: message.ts }) },
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
    button('Reply', () => shared.go(place.channel, { thread: root })),
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
export function written(text) {
  const handles = new Map(shared.people.map((person) => [person.name.toLowerCase(), person.id]));
  return escaped(text).replace(/@([\w.-]+)/g, (all, name) =>
    handles.has(name.toLowerCase()) ? `<@${handles.get(name.toLowerCase())}>` : all,
  );
}
