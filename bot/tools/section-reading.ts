import { readNumber } from '#surveys/typed-values.ts';
import type { ToolDraft } from './draft.ts';
import { FORMS, type Input, NO_STAGE, type Section } from './sections.ts';

/** The settings that a form changes. */
export function keysOfSection(section: Section): (keyof ToolDraft)[] {
  const roots = FORMS[section].inputs.map(({ path }) => path.split('.')[0] ?? path);
  return [...new Set(roots)] as (keyof ToolDraft)[];
}

/** What was put into one input, whatever it is. */
export type Typed = { text: string; chosen: string; several: string[]; at: Date | null };
type Names = { organisations: { id: string; name: string }[] };

/** The settings of one form as they were typed; what cannot be read is left as it is, for the checks to say so. */
export function readSection(section: Section, typed: (path: string) => Typed, names: Names): Record<string, unknown> {
  const change: Record<string, unknown> = {};
  for (const input of FORMS[section].inputs) put(change, input.path.split('.'), settingIn(input, typed(input.path), names));
  if (section === 'agreement') change.agreement = isEmpty(change.agreement) ? null : change.agreement;
  if (section === 'approval') change.stages = stagesIn(change.stages);
  return change;
}

function put(into: Record<string, unknown>, [first = '', ...rest]: string[], value: unknown): void {
  if (rest.length === 0) {
    into[first] = value;
    return;
  }
  into[first] = into[first] ?? {};
  put(into[first] as Record<string, unknown>, rest, value);
}

const isEmpty = (value: unknown) => Object.values(value ?? {}).every((one) => one === null || one === '');

/** Stages that were chosen, closed up. */
function stagesIn(stages: unknown): unknown[] {
  return Object.values(stages ?? {}).filter((stage) => (stage as { who?: unknown }).who !== NO_STAGE);
}

function settingIn(input: Input, { text, chosen, several, at }: Typed, { organisations }: Names): unknown {
  switch (input.kind) {
    case 'line':
    case 'long':
      return text === '' && input.isOptional ? null : text;
    case 'number':
      return numberIn(text);
    case 'numbers':
      return partsOf(text, /[,;\s]+/).map((part) => numberIn(part));
    case 'lines':
      return partsOf(text, /\r?\n/);
    case 'links':
      return partsOf(text, /\r?\n/).map(linkIn);
    case 'organisations':
      return partsOf(text, /\r?\n/).map((name) => organisations.find((one) => plainly(one.name) === plainly(name))?.id ?? name);
    case 'yes':
      return several.length > 0;
    case 'people':
      return several;
    case 'moment':
      return at?.toISOString() ?? null;
    case 'one of':
    case 'desk':
      return chosen || (input.kind === 'one of' ? (input.otherwise ?? '') : '');
    default:
      return chosen || null;
  }
}

const partsOf = (text: string, between: RegExp) =>
  text
    .split(between)
    .map((part) => part.trim())
    .filter((part) => part !== '');

/** A number, or what was typed instead; undefined for nothing. */
export function numberIn(text: string): number | string | undefined {
  if (text === '') return undefined;
  const read = readNumber(text, '.');
  return read === undefined ? text : Number(read);
}

/** `The handbook https://…` */
export function linkIn(line: string): { label: string; url: string } {
  const at = line.search(/https?:\/\/\S*$/);
  if (at < 0) return { label: line, url: '' };
  const url = line.slice(at);
  const label = line
    .slice(0, at)
    .trimEnd()
    .replace(/[:–-]{1,3}$/, '')
    .trimEnd();
  return { label: label || (URL.canParse(url) ? new URL(url).hostname : url), url };
}

const plainly = (name: string) => name.normalize('NFC').toLowerCase().replaceAll(/\s+/g, ' ').trim();

/** A setting by its path. */
export function settingAt(draft: unknown, path: string): unknown {
  let value: unknown = draft;
  for (const name of path.split('.'))
    value = typeof value === 'object' && value !== null && Object.hasOwn(value, name) ? Reflect.get(value, name) : undefined;
  return value;
}

/** Problems under the inputs of a form: where the path is none of them, under the nearest that is. */
export function errorsIn(
  section: Section,
  problems: { path: string; sentence: string }[],
  typed: (path: string) => Typed,
): Record<string, string> {
  const rows = section === 'approval' ? stageRows(typed) : [];
  const paths = FORMS[section].inputs.map(({ path }) => path);
  const errors: Record<string, string> = {};
  for (const { path: written, sentence } of problems) {
    // Stages that were left out in between are not counted.
    const path = written.replace(/^stages\.(\d+)/, (_, index: string) => `stages.${rows[Number(index)] ?? index}`);
    const near = nearestOf(paths, path);
    const said = near === undefined ? `${sentence} (${path})` : sentence;
    const block = near ?? paths[0] ?? '';
    errors[block] ??= said;
  }
  return errors;
}

/** Which of the form's stages were chosen. */
function stageRows(typed: (path: string) => Typed): number[] {
  const whos = FORMS.approval.inputs.filter(({ path }) => path.endsWith('.who'));
  return whos.flatMap(({ path }, index) => ([NO_STAGE, ''].includes(typed(path).chosen) ? [] : [index]));
}

function nearestOf(paths: string[], path: string): string | undefined {
  const names = path.split('.');
  for (let count = names.length; count > 0; count -= 1) {
    const start = names.slice(0, count).join('.');
    const found = paths.find((one) => one === start || (count < names.length && one.startsWith(`${start}.`)));
    if (found !== undefined) return found;
  }
  return paths.find((one) => one.split('.')[0] === names[0]);
}
