import {
  type Look,
  type Parts,
  readFinite,
  readFlag,
  readId,
  readList,
  readParts,
  readTranslated,
  readWhole,
  report,
  short,
} from './given.ts';
import { MOST, QUESTION_KINDS, type Question, type Translated } from './survey.ts';

/** What could be read of a question; what is not there was reported. */
export type ReadQuestion = {
  id?: string | undefined;
  kind?: Question['kind'] | undefined;
  from?: number | undefined;
  to?: number | undefined;
  least?: number | undefined;
  most?: number | undefined;
  options?: ReadOption[] | undefined;
  hasOther?: boolean | undefined;
  showIf?: ReadCondition[] | undefined;
};
export type ReadCondition = {
  question?: string | undefined;
  anyOf?: (string | undefined)[] | undefined;
  atLeast?: number | undefined;
  atMost?: number | undefined;
};
type ReadOption = { id?: string; label?: Translated };

/** As many as NPS has; of more, nobody knows what each of them means. */
const MOST_POINTS = 11;
const MOST_CONDITIONS = 10;

const text = (most: number) => (look: Look, path: string, value: unknown) => readTranslated(look, path, value, { most });

const CONDITION: Parts = {
  question: { read: readId, missing: 'Please say which earlier question this depends on, by its id.' },
  anyOf: {
    read: (look, path, value) =>
      readList(look, path, value, { name: 'The answers it depends on', least: 1, most: MOST.options + 1, read: readId }),
  },
  atLeast: { read: readFinite },
  atMost: { read: readFinite },
};

const OPTION: Parts = {
  id: { read: readId, missing: 'Please give this option an id, such as "yes-often"; answers are kept under it.' },
  label: { read: text(MOST.option), missing: 'Please write what this option says, by language.' },
};

const COMMON: Parts = {
  id: { read: readId, missing: 'Please give this question an id, such as "how-easy"; answers are kept under it.' },
  kind: { read: readKind, missing: `Please say what kind of question this is: ${QUESTION_KINDS.join(', ')}.` },
  label: { read: text(MOST.label), missing: 'Please write what is asked, by language.' },
  help: { read: text(MOST.help) },
  isRequired: { read: readFlag, missing: 'Please say whether an answer is needed: true or false.' },
  showIf: {
    read: (look, path, value) =>
      readList(look, path, value, {
        name: 'The conditions of a question',
        least: 0,
        most: MOST_CONDITIONS,
        read: (_, at, one) => readParts(look, at, one, { name: 'A condition', parts: CONDITION }),
      }),
  },
  startsPage: { read: readFlag },
};

const CHOOSING: Parts = {
  options: { read: readOptions, missing: 'Please list what there is to choose.' },
  hasOther: { read: readFlag, missing: 'Please say whether people may write an answer of their own: true or false.' },
};

const OWN: Record<Question['kind'], Parts> = {
  nps: {},
  rating: { points: { read: readPoints } },
  scale: {
    from: { read: readWhole, missing: 'Please say with which number the scale begins.' },
    to: { read: readWhole, missing: 'Please say with which number the scale ends.' },
    low: { read: text(MOST.point), missing: 'Please write what the lowest point means, by language.' },
    high: { read: text(MOST.point), missing: 'Please write what the highest point means, by language.' },
  },
  'yes-no': {},
  choice: CHOOSING,
  many: CHOOSING,
  text: {},
  'long-text': {},
  number: { least: { read: readFinite }, most: { read: readFinite } },
  date: {},
};

const OF_ANY_KIND: Parts = { ...COMMON };
for (const parts of Object.values(OWN)) for (const [key, { read }] of Object.entries(parts)) OF_ANY_KIND[key] = { read };

/** One question, as far as it can be read by itself; its conditions are checked by `checkConditions`. */
export function readQuestion(look: Look, path: string, value: unknown): ReadQuestion {
  const kind = kindIn(
    typeof value === 'object' && value !== null && Object.hasOwn(value, 'kind') ? Reflect.get(value, 'kind') : '',
  );
  const name = kind === undefined ? 'A question' : `A question of the kind “${kind}”`;
  const parts = kind === undefined ? OF_ANY_KIND : { ...COMMON, ...OWN[kind] };
  const read: ReadQuestion = readParts(look, path, value, { name, parts });
  checkRange(look, path, read);
  return read;
}

function kindIn(value: unknown): Question['kind'] | undefined {
  return QUESTION_KINDS.find((kind) => kind === value);
}

function readKind(look: Look, path: string, value: unknown): Question['kind'] | undefined {
  const kind = kindIn(value);
  if (kind === undefined) report(look, path, `The kind of a question is one of: ${QUESTION_KINDS.join(', ')}.`);
  return kind;
}

function checkRange(look: Look, path: string, { from, to, least, most }: ReadQuestion): void {
  if (from !== undefined && to !== undefined) {
    if (from >= to) report(look, `${path}.to`, 'A scale ends with a larger number than it begins with.');
    else if (to - from >= MOST_POINTS)
      report(look, `${path}.to`, `A scale has ${MOST_POINTS} points at most; from ${from} to ${to} there are ${to - from + 1}.`);
  }
  if (least !== undefined && most !== undefined && least > most)
    report(look, `${path}.most`, `The most that may be answered (${most}) is less than the least (${least}).`);
}

function readPoints(look: Look, path: string, value: unknown): Translated[] | undefined {
  const read = text(MOST.point);
  const points = readList(look, path, value, { name: 'The points of a rating', least: 5, most: 5, read });
  if (!points) return undefined;
  checkLabels(look, path, points);
  return points.filter((point) => point !== undefined);
}

function readOptions(look: Look, path: string, value: unknown): ReadOption[] | undefined {
  const read = (_: Look, at: string, one: unknown): ReadOption => readParts(look, at, one, { name: 'An option', parts: OPTION });
  const options = readList(look, path, value, { name: 'The options of a question', least: 1, most: MOST.options, read });
  if (!options) return undefined;
  const seen = new Map<string, number>();
  for (const [index, { id }] of options.entries()) {
    if (id === undefined) continue;
    const at = `${path}.${index}.id`;
    const twin = seen.get(id);
    if (twin !== undefined) report(look, at, `The id “${id}” is that of option ${twin + 1} already. Please take another.`);
    if (id === 'other')
      report(look, at, '“other” stands for what people write themselves: please set hasOther to true, or take another id.');
    seen.set(id, twin ?? index);
  }
  checkLabels(
    look,
    path,
    options.map(({ label }) => label),
    '.label',
  );
  return options;
}

/** No two read the same, in any language. */
function checkLabels(look: Look, path: string, labels: (Translated | undefined)[], part = ''): void {
  const languages = new Set(labels.flatMap((label) => Object.keys(label ?? {})));
  for (const language of languages) {
    const seen = new Map<string, number>();
    for (const [index, label] of labels.entries()) {
      const words = label?.[language] ?? (look.language === undefined ? undefined : label?.[look.language]);
      if (!words) continue;
      const twin = seen.get(words);
      if (twin === undefined) seen.set(words, index);
      else
        report(
          look,
          `${path}.${index}${part}.${language}`,
          `“${short(words)}” is there twice: number ${twin + 1} says the same.`,
        );
    }
  }
}
