// The small language in which blocks.ts writes its table: what a value may be, and Slack's sentence when it is not.

export type Problem = { message: string; pointer: string };
export type Shape = (value: unknown, pointer: string, problems: Problem[]) => void;

/** Slack counts code points: an emoji is one character. */
export function lengthOf(text: string): number {
  let count = text.length;
  for (let index = 0; index < text.length - 1; index += 1) {
    const unit = text.charCodeAt(index);
    if (unit >= 0xd800 && unit < 0xdc00) {
      const next = text.charCodeAt(index + 1);
      if (next >= 0xdc00 && next < 0xe000) {
        count -= 1;
        index += 1;
      }
    }
  }
  return count;
}

export function sentence({ message, pointer }: Problem): string {
  return `${message} [json-pointer:${pointer}]`;
}

export function string(limits: { max?: number; min?: number } = {}): Shape {
  const { max = Number.POSITIVE_INFINITY, min = 0 } = limits;
  return (value, pointer, problems) => {
    if (typeof value !== 'string') problems.push({ message: 'must be a string', pointer });
    else if (value.length > max && lengthOf(value) > max)
      problems.push({ message: `must be less than ${max + 1} characters`, pointer });
    else if (value.length < min) problems.push({ message: `must be more than ${min - 1} characters`, pointer });
  };
}

export const boolean: Shape = (value, pointer, problems) => {
  if (typeof value !== 'boolean') problems.push({ message: 'must be a boolean', pointer });
};

export function integer(min: number, max: number): Shape {
  return (value, pointer, problems) => {
    if (typeof value !== 'number' || !Number.isInteger(value)) problems.push({ message: 'must be an integer', pointer });
    else if (value < min) problems.push({ message: `must be greater than or equal to ${min}`, pointer });
    else if (value > max) problems.push({ message: `must be less than or equal to ${max}`, pointer });
  };
}

export function oneOf(...words: string[]): Shape {
  return (value, pointer, problems) => {
    if (typeof value !== 'string' || !words.includes(value))
      problems.push({ message: `must be one of: ${words.join(', ')}`, pointer });
  };
}

export function matching(pattern: RegExp, what: string): Shape {
  return (value, pointer, problems) => {
    if (typeof value !== 'string' || !pattern.test(value)) problems.push({ message: `must be ${what}`, pointer });
  };
}

export function list(item: Shape, limits: { min?: number; max?: number } = {}): Shape {
  const { max = Number.POSITIVE_INFINITY, min = 0 } = limits;
  return (value, pointer, problems) => {
    if (!Array.isArray(value)) {
      problems.push({ message: 'must be an array', pointer });
      return;
    }
    if (value.length > max) problems.push({ message: `no more than ${max} items allowed`, pointer });
    if (value.length < min) problems.push({ message: `must have at least ${min} item${min === 1 ? '' : 's'}`, pointer });
    for (let index = 0; index < value.length; index += 1) item(value[index], `${pointer}/${index}`, problems);
  };
}

export type Fields = Record<string, Shape>;

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** An object with these fields and no others. */
export function object(required: Fields, optional: Fields = {}): Shape {
  const needed = Object.keys(required);
  const known = new Map(Object.entries({ ...optional, ...required }));
  return (value, pointer, problems) => {
    if (!isObject(value)) {
      problems.push({ message: 'must provide an object', pointer });
      return;
    }
    for (const name of needed)
      if (value[name] === undefined) problems.push({ message: `missing required field: ${name}`, pointer });
    for (const name of Object.keys(value)) {
      const shape = known.get(name);
      if (!shape) problems.push({ message: `invalid additional property: ${name}`, pointer });
      else if (value[name] !== undefined) shape(value[name], `${pointer}/${name}`, problems);
    }
  };
}

/** One of several objects, told apart by their `type`. */
export function byType(shapes: Record<string, Shape>): Shape {
  return (value, pointer, problems) => {
    if (!isObject(value)) {
      problems.push({ message: 'must provide an object', pointer });
      return;
    }
    const shape = typeof value.type === 'string' && Object.hasOwn(shapes, value.type) ? shapes[value.type] : undefined;
    if (shape) shape(value, pointer, problems);
    else
      problems.push({
        message: value.type === undefined ? 'missing required field: type' : `unsupported type: ${value.type}`,
        pointer: value.type === undefined ? pointer : `${pointer}/type`,
      });
  };
}

export const anything: Shape = () => undefined;
/** The discriminating `type` was checked by whoever chose the shape. */
export const named: Fields = { type: anything };
