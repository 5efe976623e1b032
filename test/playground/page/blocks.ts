// Blocks as nodes: what the server drew of them, and their controls, alive.
import type { Json } from '#test/workspace/state.ts';
import type { Filled } from '#test/workspace/values.ts';
import type { DrawnBlock, SeenView } from '../seen.ts';
import { shared } from './client.ts';
import { drawElement, unknownThing } from './controls.ts';
import { drawn, element } from './dom.ts';
import type { Control, Surface, Where } from './surface.ts';

/** A control in a block. */
type Live = { element: Json; control: Control; isInput: boolean };
/** A block as it is drawn; `content` is all it was drawn from. */
type Piece = { content: string; node: HTMLElement; live: Live[]; say: (error: string | undefined) => void };
/** A view as it is drawn for a person, with what is typed into it. */
type Drawing = { as: string; pieces: Map<string, Piece> };

const drawings = new Map<string, Drawing>();

/** Blocks as nodes. Those of a view that did not change are the same nodes as before, with all that is typed into them. */
export function blockNodes(blocks: DrawnBlock[], where: Where, view?: SeenView): HTMLElement[] {
  if (!view) return blocks.map((block) => pieceOf(block, { where, typed: () => ({}) }, undefined, undefined).node);
  forgetClosed();
  const drawing = drawings.get(view.id) ?? { as: shared.place.as, pieces: new Map<string, Piece>() };
  drawings.set(view.id, drawing);
  const surface = { where, typed: () => typedIn(view.id) };
  const pieces = new Map<string, Piece>();
  for (const [index, block] of blocks.entries()) {
    const key = block.blockId === '' || pieces.has(block.blockId) ? `${block.blockId} ${index}` : block.blockId;
    const before = drawing.pieces.get(key);
    const piece = before?.content === JSON.stringify(block) ? before : pieceOf(block, surface, view, before);
    piece.say(view.errors[block.blockId]);
    pieces.set(key, piece);
  }
  drawing.pieces = pieces;
  return [...pieces.values()].map(({ node }) => node);
}

/** What is in the inputs of a view now, by block id. */
export function typedIn(viewId: string): Record<string, Filled> {
  const typed: Record<string, Filled> = {};
  for (const [blockId, piece] of drawings.get(viewId)?.pieces ?? [])
    for (const { control, isInput } of piece.live) if (isInput) typed[blockId] = control.read();
  return typed;
}

/** The controls of a view that hold something, in their order. */
export function liveIn(viewId: string): Live[] {
  return [...(drawings.get(viewId)?.pieces.values() ?? [])].flatMap(({ live }) => live);
}

/** A form that its person has no longer open is forgotten; one of somebody else waits for their return. */
function forgetClosed(): void {
  const open = new Set([...(shared.seen?.views ?? []), ...(shared.seen?.home ? [shared.seen.home] : [])].map(({ id }) => id));
  for (const [id, { as }] of drawings) if (as === shared.place.as && !open.has(id)) drawings.delete(id);
}

function pieceOf(block: DrawnBlock, surface: Surface, view: SeenView | undefined, before: Piece | undefined): Piece {
  const content = JSON.stringify(block);
  const live: Live[] = [];
  if (block.input) return { content, ...inputPiece(block, block.input, surface, view, before) };
  const draw = (one: Json): HTMLElement | undefined => {
    // The server has drawn the pictures.
    if (one.type === 'image') return undefined;
    const kept = view?.values[block.blockId]?.[String(one.action_id)];
    const { node, control } = drawElement({ ...ONLY_PRESSED, element: one, blockId: block.blockId, surface, kept });
    if (control) live.push({ element: one, control, isInput: false });
    return node;
  };
  const parts: HTMLElement[] = block.html === '' ? [] : [element('div', { class: 'drawn' }, drawn(block.html))];
  const accessory = block.accessory && draw(block.accessory);
  if (accessory) parts.push(element('div', { class: 'accessory' }, accessory));
  parts.push(...(block.elements ?? []).map(draw).filter((node) => node !== undefined));
  if (parts.length === 0 && block.type !== 'actions') parts.push(unknownThing(block.type));
  return { content, node: element('div', { class: `block ${block.type}` }, parts), live, say: () => undefined };
}

const ONLY_PRESSED = { isInput: false, isOptional: false, tellsAtOnce: false };

function inputPiece(
  block: DrawnBlock,
  input: NonNullable<DrawnBlock['input']>,
  surface: Surface,
  view: SeenView | undefined,
  before: Piece | undefined,
): Omit<Piece, 'content'> {
  const { element: given, isOptional, tellsAtOnce } = input;
  const kept = view?.values[block.blockId]?.[String(given.action_id)];
  const same = before?.live.find((one) => isSame(one.element, given));
  const { node: field, control } =
    same && before && isAskedAlike(before.content, block)
      ? { node: same.control.node, control: same.control }
      : drawElement({ element: given, blockId: block.blockId, surface, kept, isInput: true, isOptional, tellsAtOnce });
  if (control && same) carryText(same.control, control);
  const id = control?.target.id ?? '';
  const label = [input.label, isOptional && element('span', { class: 'quiet' }, ' (optional)')];
  const hint = input.hint === '' ? undefined : element('p', { class: 'hint', id: `${id}-hint` }, input.hint);
  const error = element('p', { class: 'error', id: `${id}-error`, role: 'alert', hidden: true });
  const isGroup = given.type === 'checkboxes' || given.type === 'radio_buttons';
  const node = isGroup
    ? element('fieldset', { class: 'block input' }, element('legend', { class: 'name' }, label), field, error, hint)
    : element('div', { class: 'block input' }, element('label', { class: 'name', for: id }, label), field, error, hint);
  const described = isGroup ? node : control?.target;
  const say = (text: string | undefined): void => {
    if (error.textContent !== (text ?? '')) error.textContent = text ?? '';
    error.hidden = !text;
    node.classList.toggle('wrong', Boolean(text));
    if (!control) return;
    control.target.ariaInvalid = text ? 'true' : null;
    const ids = [text && error.id, hint?.id].filter(Boolean).join(' ');
    if (ids) described?.setAttribute('aria-describedby', ids);
    else described?.removeAttribute('aria-describedby');
  };
  return { node, live: control ? [{ element: given, control, isInput: true }] : [], say };
}

/** Whether two elements are the same input to Slack, which then keeps what is typed. */
function isSame(one: Json, other: Json): boolean {
  return one.action_id === other.action_id && one.type === other.type;
}

function isAskedAlike(content: string, { input }: DrawnBlock): boolean {
  const before = (JSON.parse(content) as DrawnBlock).input;
  const asked = ({ element: one, isOptional, tellsAtOnce }: NonNullable<DrawnBlock['input']>): string =>
    JSON.stringify([one, isOptional, tellsAtOnce]);
  return before !== undefined && input !== undefined && asked(before) === asked(input);
}

/** What was typed while the app was changing the view is in neither of its versions. */
function carryText(from: Control, to: Control): void {
  if (from === to || !from.target.matches('input[type=text]:not([role]), textarea')) return;
  (to.target as HTMLInputElement).value = (from.target as HTMLInputElement).value;
}
