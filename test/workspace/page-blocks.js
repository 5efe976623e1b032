// Block Kit as DOM nodes: what blocks look like, and the controls in them.
import { richText } from './page-rich-text.js';
import { element, emoji, textNodes } from './page-text.js';

/** Renders blocks. `use(element, block, value)` is called when a person presses or chooses something. */
export function blockNodes(blocks, surface) {
  return (blocks ?? []).map((block) => {
    const draw = Object.hasOwn(DRAW, block.type) ? DRAW[block.type] : unknown;
    const node = draw(block, surface);
    node.classList.add('block', block.type);
    return node;
  });
}

const DRAW = {
  section: (block, surface) => {
    const text = element('div', { class: 'text' }, textNodes(block.text, surface.names));
    if (block.fields)
      text.append(
        element(
          'div',
          { class: 'fields' },
          block.fields.map((field) => element('div', {}, textNodes(field, surface.names))),
        ),
      );
    return element('div', {}, text, block.accessory && elementNode(block.accessory, block, surface));
  },
  header: (block) => element('div', {}, emoji(block.text.text)),
  divider: () => element('hr'),
  markdown: (block, surface) => element('div', { class: 'text' }, textNodes(block.text, surface.names)),
  context: (block, surface) =>
    element(
      'div',
      {},
      block.elements.map((one) =>
        one.type === 'image' ? picture(one) : element('span', { class: 'text' }, textNodes(one, surface.names)),
      ),
    ),
  actions: (block, surface) =>
    element(
      'div',
      {},
      block.elements.map((one) => elementNode(one, block, surface)),
    ),
  image: (block) =>
    element('figure', {}, picture(block), block.title && element('figcaption', { class: 'quiet' }, block.title.text)),
  rich_text: (block, surface) => element('div', { class: 'text' }, richText(block, surface.names)),
  input: (block, surface) => inputNode(block, surface),
  table: (block, surface) =>
    element(
      'table',
      {},
      block.rows.map((row) =>
        element(
          'tr',
          {},
          row.map((cell) => element('td', {}, richText(cell, surface.names))),
        ),
      ),
    ),
  alert: (block, surface) => element('div', { class: 'text', role: 'note' }, textNodes(block.text, surface.names)),
};

function unknown(block) {
  return element('div', { class: 'quiet' }, `[${block.type}]`);
}

/** Only pictures of this workspace are loaded; others are named, so that the page fetches nothing from elsewhere. */
function picture(image) {
  const id = image.slack_file?.id;
  if (id) return element('img', { src: `/page/files/${encodeURIComponent(id)}`, alt: image.alt_text });
  return element('span', { class: 'quiet' }, `[picture: ${image.alt_text}]`);
}

function confirmed(one) {
  const text = (part) => part?.text ?? '';
  return !one.confirm || window.confirm(`${text(one.confirm.title)}\n\n${text(one.confirm.text)}`);
}

function elementNode(one, block, surface) {
  if (one.type === 'image') return picture(one);
  if (one.type === 'button') {
    const press = () => {
      if (one.url && /^https?:/i.test(one.url)) window.open(one.url, '_blank', 'noopener');
      if (confirmed(one)) surface.use(one, block);
    };
    const label = one.accessibility_label;
    return element(
      'button',
      { type: 'button', class: `pressable ${one.style ?? ''}`, onclick: press, 'aria-label': label },
      emoji(one.text.text),
    );
  }
  if (one.type === 'overflow') {
    const menu = element('select', { 'aria-label': 'More' }, element('option', { value: '' }, '⋯'), one.options.map(optionNode));
    menu.addEventListener('change', () => {
      const chosen = menu.value;
      menu.value = '';
      if (chosen && confirmed(one)) surface.use(one, block, chosen);
    });
    return menu;
  }
  const control = controlOf(one, surface.valueOf(block, one), surface);
  control.node.addEventListener('change', () => confirmed(one) && surface.use(one, block, control.read()));
  surface.controls?.push({ block, read: control.read });
  return control.node;
}

function inputNode(block, surface) {
  const one = block.element;
  const control = controlOf(one, surface.valueOf(block, one), surface);
  surface.controls?.push({ block, read: control.read });
  if (block.dispatch_action) control.node.addEventListener('change', () => surface.use(one, block, control.read()));
  const name = block.label.text + (block.optional ? ' (optional)' : '');
  const isGroup = one.type === 'checkboxes' || one.type === 'radio_buttons' || one.type.startsWith('multi_');
  const error = surface.errors?.[block.block_id];
  const after = [
    block.hint && element('div', { class: 'quiet' }, block.hint.text),
    error && element('div', { class: 'error', role: 'alert' }, error),
  ];
  if (isGroup)
    return element('div', { class: 'input' }, element('fieldset', {}, element('legend', {}, name), control.node), after);
  control.node.id = `input-${block.block_id}`;
  return element('div', { class: 'input' }, element('label', { class: 'name', for: control.node.id }, name), control.node, after);
}

function optionNode(option) {
  return element('option', { value: option.value }, option.text.text);
}

const LINE_TYPES = {
  email_text_input: 'email',
  url_text_input: 'url',
  number_input: 'text',
  datepicker: 'date',
  timepicker: 'time',
};

/** A form control for an element, and a function that reads what is in it. */
function controlOf(one, current, surface) {
  if (one.type === 'plain_text_input' && one.multiline) {
    const node = element('textarea', { rows: 4, placeholder: one.placeholder?.text });
    node.value = current?.value ?? '';
    return { node, read: () => node.value };
  }
  if (one.type === 'checkboxes' || one.type === 'radio_buttons') return choices(one, current);
  if (one.type.includes('select')) return menu(one, current, surface);
  if (one.type === 'datetimepicker') return moment(current);
  const node = element('input', { type: LINE_TYPES[one.type] ?? 'text', placeholder: one.placeholder?.text });
  node.value = current?.value ?? current?.selected_date ?? current?.selected_time ?? '';
  return { node, read: () => node.value };
}

function moment(current) {
  const node = element('input', { type: 'datetime-local' });
  if (current?.selected_date_time) node.value = new Date(current.selected_date_time * 1000).toISOString().slice(0, 16);
  return { node, read: () => (node.value ? String(Math.floor(Date.parse(`${node.value}Z`) / 1000)) : null) };
}

function choices(one, current) {
  const isMany = one.type === 'checkboxes';
  const chosen = (current?.selected_options ?? [current?.selected_option]).map((option) => option?.value);
  const group = `g${Math.random().toString(36).slice(2)}`;
  const boxes = one.options.map((option) => {
    const box = element('input', { type: isMany ? 'checkbox' : 'radio', name: group, value: option.value });
    box.checked = chosen.includes(option.value);
    return box;
  });
  const node = element(
    'div',
    {},
    one.options.map((option, index) => element('label', { class: 'choice' }, boxes[index], ` ${option.text.text}`)),
  );
  const values = () => boxes.filter((box) => box.checked).map((box) => box.value);
  return { node, read: () => (isMany ? values() : (values()[0] ?? null)) };
}

function menu(one, current, surface) {
  const listed = surface.people.map((person) => ({ value: person.id, text: { text: person.realName } }));
  const rooms = surface.channels.map((channel) => ({ value: channel.id, text: { text: `#${channel.name}` } }));
  const options = one.type.includes('users')
    ? listed
    : one.type.includes('channels') || one.type.includes('conversations')
      ? rooms
      : (one.options ?? []);
  const chosen = Object.entries(current ?? {})
    .filter(([name]) => name.startsWith('selected_'))
    .flatMap(([, value]) => value ?? [])
    .map((value) => value?.value ?? value);
  const groups = one.option_groups ?? [];
  if (one.type.startsWith('multi_')) return many([...options, ...groups.flatMap((group) => group.options)], chosen);
  const node = element(
    'select',
    {},
    element('option', { value: '' }, one.placeholder?.text ?? 'Choose…'),
    options.map(optionNode),
    groups.map((group) => element('optgroup', { label: group.label.text }, group.options.map(optionNode))),
  );
  for (const option of node.options) if (option.value) option.selected = chosen.includes(option.value);
  return { node, read: () => node.value || null };
}

/** Boxes to tick: in a list where one clicks, a slip would drop everything chosen before. */
function many(options, chosen) {
  const boxes = options.map(({ value }) => {
    const box = element('input', { type: 'checkbox', value });
    box.checked = chosen.includes(value);
    return box;
  });
  const labels = options.map((option, index) => element('label', { class: 'choice' }, boxes[index], ` ${option.text.text}`));
  return {
    node: element('div', { class: 'many' }, labels),
    read: () => boxes.filter((box) => box.checked).map((box) => box.value),
  };
}
