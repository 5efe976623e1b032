/** Larger files are no questionnaires. */
const LARGEST = 1024 * 1024;
export const TOO_LARGE = 'The file is larger than 1 MB. A survey is a few pages long; is this the right file?';

export type FileRead = { value: unknown } | { problem: string };

/** What a JSON file says, however it was saved; or why it cannot be read, with the line and the column. It never throws. */
export function readJsonFile(bytes: Uint8Array): FileRead {
  if (bytes.length > LARGEST) return { problem: TOO_LARGE };
  if (bytes[0] === 0x50 && bytes[1] === 0x4b)
    return { problem: 'This is a spreadsheet or an archive, not a JSON file. An export of a survey shows what one looks like.' };
  const text = decoded(bytes);
  if (text === undefined) return { problem: 'The letters of this file cannot be read. Please save it as UTF-8.' };
  if (text.trim() === '') return { problem: 'The file is empty.' };
  try {
    return { value: JSON.parse(text) };
  } catch {
    return { problem: whereWrong(text) };
  }
}

/** UTF-8 as a rule; UTF-16 where it says so, or where every other byte of its first letters is empty. */
function decoded(bytes: Uint8Array): string | undefined {
  const [first, second] = bytes;
  const encoding =
    (first === 0xff && second === 0xfe) || (first !== 0 && second === 0 && bytes.length > 1)
      ? 'utf-16le'
      : (first === 0xfe && second === 0xff) || (first === 0 && second !== 0 && bytes.length > 1)
        ? 'utf-16be'
        : 'utf-8';
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

const SPACE = /[ \t\r\n]*/y;
const STRING = /"(?:[^"\\]|\\(?:["\\/bfnrt]|u[\dA-Fa-f]{4}))*"/y;
const SCALAR = /(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)(?![\w.+-])/y;

/** What has to come next. */
type Awaited = 'value' | 'value or ]' | 'name' | 'name or }' | ':' | ', or ]' | ', or }' | 'end';
const AWAITED: Record<Awaited, string> = {
  value: 'a value',
  'value or ]': 'a value or ]',
  name: 'a name in double quotation marks',
  'name or }': 'a name in double quotation marks or }',
  ':': 'a colon',
  ', or ]': 'a comma or ]',
  ', or }': 'a comma or }',
  end: 'the end of the file',
};

/** Where the first thing is that JSON does not allow, and what should be there. */
function whereWrong(text: string): string {
  const { at, awaited } = firstWrong(text);
  const before = text.slice(0, at).split(/\r\n|\r|\n/);
  const place = `Line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}`;
  if (at >= text.length) return `${place}: the file ends too early. It should go on with ${AWAITED[awaited]}.`;
  if (text[at] === '"' && /^(?:value|name)/.test(awaited))
    return `${place}: a text begins here and is not ended well. Is a quotation mark or a \\ in it?`;
  const found = text.codePointAt(at) ?? 0;
  const shown = found > 0x20 ? `“${String.fromCodePoint(found)}”` : 'something invisible';
  return `${place}: there is ${shown} where ${AWAITED[awaited]} should be. The file is no JSON from here on.`;
}

type Place = { at: number; awaited: Awaited };
type Brackets = ('[' | '{')[];

/** Reads along as JSON does, without recursion, so that no nesting is too deep. */
function firstWrong(text: string): Place {
  const open: Brackets = [];
  let place: Place = { at: 0, awaited: 'value' };
  for (;;) {
    place = { ...place, at: endOf(SPACE, text, place.at) ?? place.at };
    const next = step(text, place, open);
    if (!next) return place;
    place = next;
  }
}

/** Past what comes next, if it is what was awaited. */
function step(text: string, { at, awaited }: Place, open: Brackets): Place | undefined {
  const sign = text[at] ?? '';
  if ((sign === ']' || sign === '}') && awaited.endsWith(sign)) {
    open.pop();
    return { at: at + 1, awaited: afterValue(open) };
  }
  if (awaited.startsWith('value')) return stepInto(text, at, open);
  if (awaited.startsWith('name')) {
    const end = endOfString(text, at);
    return end === undefined ? undefined : { at: end, awaited: ':' };
  }
  if (awaited === 'end' || sign === '' || !awaited.startsWith(sign)) return undefined;
  return { at: at + 1, awaited: sign === ':' || open.at(-1) === '[' ? 'value' : 'name' };
}

function stepInto(text: string, at: number, open: Brackets): Place | undefined {
  const sign = text[at];
  if (sign === '[' || sign === '{') {
    open.push(sign);
    return { at: at + 1, awaited: sign === '[' ? 'value or ]' : 'name or }' };
  }
  const end = endOfString(text, at) ?? endOf(SCALAR, text, at);
  return end === undefined ? undefined : { at: end, awaited: afterValue(open) };
}

function afterValue(open: Brackets): Awaited {
  const inside = open.at(-1);
  if (inside === undefined) return 'end';
  return inside === '[' ? ', or ]' : ', or }';
}

function endOf(what: RegExp, text: string, at: number): number | undefined {
  what.lastIndex = at;
  const found = what.exec(text);
  return found ? at + found[0].length : undefined;
}

/** Where a text between quotation marks ends; a line break or another control character may not stand in it. */
function endOfString(text: string, at: number): number | undefined {
  const end = endOf(STRING, text, at);
  const isPlain = end !== undefined && [...text.slice(at, end)].every((letter) => letter >= ' ');
  return isPlain ? end : undefined;
}
