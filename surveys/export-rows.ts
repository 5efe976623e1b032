import { z } from 'zod';
import type { Tx } from '#prisma/db.ts';
import { Prisma } from '#prisma/generated/client.ts';
import { type Band, bandText } from './bands.ts';
import type { Figures } from './figures.ts';
import type { Group, Hidden, QuestionResult, WaveResults } from './results.ts';
import { type Answer, Answers, type Question, Survey } from './survey.ts';
import { textIn } from './wording.ts';

/** One count, as both files have it. Without a band it is of everybody; `count` and `n` are null where they are hidden. */
export type ExportRow = {
  question: string;
  text: string;
  kind: string;
  band: string | null;
  group: string | null;
  /**
   * As `Counted` has it; of numbers `median`, `p10` and `p90` with the number as `count`, of an NPS `nps` and `margin` with the score, and
   * `nps by organisation` with that of one voice each (`n`: organisations), of texts `texts`; null where all is hidden
   */
  value: string | null;
  label: string | null;
  count: number | null;
  n: number | null;
  /** `too few` or `protected` where hidden */
  hidden: Hidden | null;
};
export const EXPORT_COLUMNS = [
  'question',
  'text',
  'kind',
  'band',
  'group',
  'value',
  'label',
  'count',
  'n',
  'hidden',
] as const satisfies (keyof ExportRow)[];

type Line = Pick<ExportRow, 'value' | 'label' | 'count' | 'n' | 'hidden'>;

/** What the results say, row by row, for CSV and JSON: never one row per response, so that a file shows no more than the screen. */
export function exportRows({ survey, questions, segments }: WaveResults, language: string): ExportRow[] {
  const read = (text: Record<string, string> | null) => (text === null ? null : textIn(text, language, survey));
  const all = questions.flatMap((result) => rowsOf(result.question, null, linesOf(result)));
  const byId = new Map(questions.map(({ question }) => [question.id, question]));
  const groups = segments.flatMap(({ band, groups: these }) =>
    these.flatMap((group) =>
      group.questions.flatMap(({ id, figures }) => {
        const question = byId.get(id);
        return question ? rowsOf(question, { band, group }, figures ? figureLines(figures) : [hiddenLine('protected')]) : [];
      }),
    ),
  );
  return [...all, ...groups];

  function rowsOf(
    question: Question,
    of: { band: Band; group: Group } | null,
    lines: (Omit<Line, 'label'> & { label: Label })[],
  ): ExportRow[] {
    return lines.map((line) => ({
      question: question.id,
      text: textIn(question.label, language, survey),
      kind: question.kind,
      band: of?.band ?? null,
      group: of && (of.group.organisation ?? bandText(of.band, of.group.value)),
      ...line,
      label: read(line.label),
    }));
  }
}

type Label = Record<string, string> | null;
type UnreadLine = Omit<Line, 'label'> & { label: Label };

function linesOf({ figures, texts, hidden, npsByOrganisation: voices }: QuestionResult): UnreadLine[] {
  const written = texts === null ? [] : [numberLine('texts', texts, texts)];
  const byOrganisation = voices ? [numberLine('nps by organisation', voices.score, voices.organisations)] : [];
  return [...(figures ? figureLines(figures) : []), ...byOrganisation, ...written, ...(hidden ? [hiddenLine(hidden)] : [])];
}

function figureLines({ n, distribution, number, nps }: Figures): UnreadLine[] {
  const numbers = Object.entries(number ?? {}).map(([value, count]) => numberLine(value, count, n));
  const score =
    nps === null ? [] : [numberLine('nps', nps.score, n), ...(nps.margin === null ? [] : [numberLine('margin', nps.margin, n)])];
  return [...distribution.map((one) => ({ ...one, n, hidden: null })), ...numbers, ...score];
}

const numberLine = (value: string, count: number | null, n: number): UnreadLine => ({
  value,
  label: null,
  count,
  n,
  hidden: null,
});

function hiddenLine(hidden: Hidden): UnreadLine {
  return { value: null, label: null, count: null, n: null, hidden };
}

const Named = z.array(
  z.object({
    name: z.string().nullable(),
    organisation: z.string().nullable(),
    isComplete: z.boolean(),
    answers: Answers,
  }),
);

/**
 * Who said what: the header, then one row per person, in order of their names. For confidants of a named or confidential wave (the caller has
 * checked it); of an anonymous one there is nothing, since nobody is the author of its answers.
 */
export async function namedRows(
  db: Tx,
  { workspaceId, waveId }: { workspaceId: string; waveId: number },
  language: string,
): Promise<{ header: string[]; rows: (string | number | null)[][] }> {
  const wave = await db.surveyWave.findUniqueOrThrow({ where: { workspaceId_id: { workspaceId, id: waveId } } });
  const { surveyId, version } = wave;
  const asked = await db.surveyVersion.findUniqueOrThrow({
    where: { workspaceId_surveyId_version: { workspaceId, surveyId, version } },
  });
  const survey = Survey.parse(asked.definition);
  const people = Named.parse(
    await db.$queryRaw(Prisma.sql`
      select member.display_name as name, organisation.name as organisation, response.is_complete as "isComplete", response.answers
      from survey_author author
      join survey_response response on response.workspace_id = author.workspace_id and response.id = author.response_id
      left join member on member.workspace_id = author.workspace_id and member.id = author.member_id
      left join organisation on organisation.workspace_id = author.workspace_id and organisation.id = author.organisation_id
      where author.workspace_id = ${workspaceId} and author.wave_id = ${waveId}
      order by member.display_name, author.member_id`),
  );
  return {
    header: ['name', 'organisation', 'complete', ...survey.questions.map(({ label }) => textIn(label, language, survey))],
    rows: people.map(({ name, organisation, isComplete, answers }) => [
      name,
      organisation,
      isComplete ? 'yes' : 'no',
      ...survey.questions.map((question) =>
        said(question, Object.hasOwn(answers, question.id) ? answers[question.id] : undefined),
      ),
    ]),
  };

  function said(question: Question, answer: Answer | undefined): string | number | null {
    if (answer === undefined) return null;
    if (typeof answer !== 'object') return answer;
    const options = question.kind === 'choice' || question.kind === 'many' ? question.options : [];
    const labels = options.filter(({ id }) => answer.chosen.includes(id)).map(({ label }) => textIn(label, language, survey));
    return [...labels, ...(answer.other === undefined ? [] : [answer.other])].join('; ');
  }
}
