// Checks a message's blocks or a view as Slack does: the table of blocks.ts, and the rules that concern several blocks.
import { invalidArguments } from './arguments.ts';
import * as table from './blocks.ts';
import { LIMITS } from './limits.ts';
import { ApiError } from './method.ts';
import { isObject, lengthOf, type Problem, sentence } from './shapes.ts';
import type { Json, Team } from './state.ts';

/** Throws `invalid_blocks` with Slack's sentences, or `msg_blocks_too_long`. */
export function checkMessageBlocks(team: Team, blocks: unknown[]): void {
  const problems: Problem[] = [];
  table.messageBlocks(blocks, '/blocks', problems);
  if (problems.length === 0) checkTogether(team, blocks as Json[], '/blocks', problems);
  if (problems.length > 0) throw invalidBlocks(problems);
  if (textLength(blocks) > LIMITS.message.blockText) throw new ApiError('msg_blocks_too_long');
}

/** Throws `invalid_arguments` with Slack's sentences, or `view_too_large`. */
export function checkView(team: Team, view: Json): void {
  const problems: Problem[] = [];
  table.view(view, '/view', problems);
  if (problems.length === 0) {
    const blocks = view.blocks as Json[];
    checkTogether(team, blocks, '/view/blocks', problems);
    const hasInput = blocks.some((block) => block.type === 'input');
    if (view.type === 'modal' && hasInput && view.submit === undefined)
      problems.push({ message: 'submit is required when an input block is within blocks', pointer: '/view' });
  }
  if (problems.length > 0) throw invalidArguments(problems.map((problem) => `[ERROR] ${sentence(problem)}`));
  if (Buffer.byteLength(JSON.stringify(view)) > LIMITS.view.bytes) throw new ApiError('view_too_large');
}

function invalidBlocks(problems: Problem[]): ApiError {
  const errors = problems.map(sentence);
  return new ApiError('invalid_blocks', { errors, response_metadata: { messages: errors.map((error) => `[ERROR] ${error}`) } });
}

function checkTogether(team: Team, blocks: Json[], pointer: string, problems: Problem[]): void {
  const blockIds = new Set<string>();
  for (const [index, block] of blocks.entries()) {
    const at = `${pointer}/${index}`;
    if (typeof block.block_id === 'string') {
      if (blockIds.has(block.block_id))
        problems.push({ message: `\`block_id\` already exists for this block: ${block.block_id}`, pointer: `${at}/block_id` });
      blockIds.add(block.block_id);
    }
    if (block.type === 'section' && block.text === undefined && block.fields === undefined)
      problems.push({ message: 'missing required field: text or fields', pointer: at });
    checkActionIds(block, at, problems);
    for (const [element, place] of elementsOf(block, at)) checkElement(team, element, place, problems);
    if (block.type === 'image') checkImage(team, block, at, problems);
  }
}

function checkActionIds(block: Json, at: string, problems: Problem[]): void {
  const seen = new Set<unknown>();
  for (const [element, place] of elementsOf(block, at)) {
    if (element.action_id === undefined) continue;
    if (seen.has(element.action_id))
      problems.push({ message: `action_id already exists for this block: ${element.action_id}`, pointer: `${place}/action_id` });
    seen.add(element.action_id);
  }
}

/** The elements of a block with their JSON pointers. */
export function elementsOf(block: Json, at = ''): [Json, string][] {
  const found: [Json, string][] = [];
  if (Array.isArray(block.elements) && (block.type === 'actions' || block.type === 'context'))
    for (const [index, element] of block.elements.entries())
      if (isObject(element)) found.push([element, `${at}/elements/${index}`]);
  if (isObject(block.accessory)) found.push([block.accessory, `${at}/accessory`]);
  if (isObject(block.element)) found.push([block.element, `${at}/element`]);
  return found;
}

function checkElement(team: Team, element: Json, at: string, problems: Problem[]): void {
  if (element.type === 'image') checkImage(team, element, at, problems);
  const isStatic = element.type === 'static_select' || element.type === 'multi_static_select';
  if (isStatic && (element.options === undefined) === (element.option_groups === undefined))
    problems.push({ message: 'must provide exactly one of options and option_groups', pointer: at });
  checkInitial(element, at, problems);
}

/** What is chosen at first must be exactly one of the choices. */
function checkInitial(element: Json, at: string, problems: Problem[]): void {
  const initial = [...(isObject(element.initial_option) ? [element.initial_option] : []), ...asList(element.initial_options)];
  if (initial.length === 0 || String(element.type).includes('external')) return;
  const known = new Set(optionsOf(element).map((option) => JSON.stringify(option)));
  const field = element.initial_option === undefined ? 'initial_options' : 'initial_option';
  if (!initial.every((option) => known.has(JSON.stringify(option))))
    problems.push({ message: `${field} must match one of the options`, pointer: `${at}/${field}` });
}

/** All options of a select, whether grouped or not. */
export function optionsOf(element: Json): Json[] {
  return [...asList(element.options), ...asList(element.option_groups).flatMap((group) => asList(group.options))];
}

function asList(value: unknown): Json[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

function checkImage(team: Team, image: Json, at: string, problems: Problem[]): void {
  if ((image.image_url === undefined) === (image.slack_file === undefined)) {
    problems.push({ message: 'must provide exactly one of image_url and slack_file', pointer: at });
    return;
  }
  if (!isObject(image.slack_file)) return;
  const { id } = image.slack_file;
  const file = typeof id === 'string' ? team.files.get(id) : undefined;
  const isPicture = file !== undefined && /^image\/(png|jpeg|gif)$/.test(file.mimetype);
  if (file?.state !== 'ready' || !isPicture) problems.push({ message: 'invalid slack file', pointer: `${at}/slack_file` });
}

/** The sum Slack limits silently: every text people read in the blocks. */
export function textLength(value: unknown): number {
  if (Array.isArray(value)) return value.reduce((sum: number, one) => sum + textLength(one), 0);
  if (!isObject(value)) return 0;
  let sum = 0;
  for (const name in value) {
    const inner = value[name];
    if (typeof inner === 'string') sum += name === 'text' || name === 'alt_text' ? lengthOf(inner) : 0;
    else if (inner !== null && typeof inner === 'object') sum += textLength(inner);
  }
  return sum;
}

/** Blocks as Slack keeps them: each has a block_id and each element that can be used an action_id. */
export function withIds(blocks: Json[], nextId: (prefix: string) => string): Json[] {
  return blocks.map((block) => {
    const kept: Json = { ...block, block_id: block.block_id ?? nextId('b').toLowerCase() };
    const named = (element: unknown): unknown =>
      isObject(element) && element.type !== 'image' && element.action_id === undefined
        ? { ...element, action_id: nextId('a').toLowerCase() }
        : element;
    if (block.type === 'actions' && Array.isArray(block.elements)) kept.elements = block.elements.map(named);
    if (isObject(block.accessory)) kept.accessory = named(block.accessory);
    if (isObject(block.element)) kept.element = named(block.element);
    return kept;
  });
}
