import type { DefinitionProblem } from '#bot/form-fields/definition.ts';
import { readFields } from '#bot/form-fields/definition.ts';
import { unknownInWelcome, WELCOME_PLACEHOLDERS } from '#bot/provisioning/welcome.ts';
import type { Tx } from '#prisma/db.ts';
import { ToolDraft } from './draft.ts';
import { Eligibility } from './tool.ts';

/** What the store knows of what a tool can name. */
export type ToolFacts = {
  deskIds: ReadonlySet<string>;
  organisationIds: ReadonlySet<string>;
  /** Members of this workspace who can look after something: neither guests nor switched off. */
  memberIds: ReadonlySet<string>;
};

/** Everything a draft can name, in three questions, however many drafts there are. */
export async function factsFor(tx: Tx, workspaceId: string): Promise<ToolFacts> {
  const desks = await tx.desk.findMany({ where: { workspaceId }, select: { id: true } });
  const organisations = await tx.organisation.findMany({ where: { workspaceId }, select: { id: true } });
  const members = await tx.member.findMany({
    where: { workspaceId, kind: 'member', deactivatedAt: null },
    select: { id: true },
  });
  const ids = (rows: { id: string }[]) => new Set(rows.map(({ id }) => id));
  return { deskIds: ids(desks), organisationIds: ids(organisations), memberIds: ids(members) };
}

/** A tool as somebody wrote it, checked; or everything that is wrong with it, each with where it is. */
export function checkDraft(value: unknown, facts: ToolFacts): { draft: ToolDraft } | { problems: DefinitionProblem[] } {
  const given: Record<string, unknown> = typeof value === 'object' && value !== null ? { ...value } : {};
  const read = readFields(given.fields ?? []);
  const wrongFields = 'problems' in read ? read.problems : [];
  const parsed = ToolDraft.safeParse({ ...given, fields: 'fields' in read ? read.fields : [] });
  if (!parsed.success) {
    const problems = parsed.error.issues.map(({ path, message }) => ({ path: path.join('.'), sentence: message }));
    return { problems: [...problems, ...wrongFields] };
  }
  const draft = tidied(parsed.data);
  const problems = [...wrongFields, ...seatProblems(draft), ...termProblems(draft), ...peopleProblems(draft, facts)];
  problems.push(...openingProblems(draft, facts), ...welcomeProblems(draft));
  return problems.length > 0 ? { problems } : { draft };
}

/** Without what another setting makes meaningless, and with nothing said to be undefined, which no store takes. */
function tidied(draft: ToolDraft): ToolDraft {
  return {
    ...draft,
    eligibility: Eligibility.parse(JSON.parse(JSON.stringify(draft.eligibility))),
    seatsByPerson: draft.subject === 'organisation' && draft.seatsByPerson,
    termEndsOn: draft.term === 'fixed' ? draft.termEndsOn : null,
    termMonths: draft.term === 'rolling' ? draft.termMonths : null,
    stages: draft.stages.map((stage) => ({ ...stage, memberIds: stage.who === 'people' ? stage.memberIds : [] })),
  };
}

type Found = (DefinitionProblem | false)[];
const found = (problems: Found) => problems.flatMap((problem) => (problem === false ? [] : [problem]));

function seatProblems(draft: ToolDraft): DefinitionProblem[] {
  const { seatCap, seatCapPerOrganisation: own, fewSeats, windowOpensAt, windowClosesAt } = draft;
  const isBackwards = windowOpensAt !== null && windowClosesAt !== null && windowClosesAt <= windowOpensAt;
  return found([
    seatCap !== null &&
      own !== null &&
      own > seatCap && { path: 'seatCapPerOrganisation', sentence: `This is more than all seats there are (${seatCap}).` },
    fewSeats !== null &&
      seatCap === null && { path: 'fewSeats', sentence: 'Without a number of seats there are never few of them.' },
    fewSeats !== null &&
      seatCap !== null &&
      fewSeats >= seatCap && { path: 'fewSeats', sentence: `This is to be less than all seats there are (${seatCap}).` },
    isBackwards && { path: 'windowClosesAt', sentence: 'Applications have to close after they open.' },
    windowClosesAt !== null &&
      seatCap === null && { path: 'windowClosesAt', sentence: 'Seats are drawn by lot only where their number is limited.' },
  ]);
}

function termProblems({ term, termEndsOn, termMonths }: ToolDraft): DefinitionProblem[] {
  return found([
    term === 'fixed' && termEndsOn === null && { path: 'termEndsOn', sentence: 'Please say on which day it ends.' },
    term === 'rolling' && termMonths === null && { path: 'termMonths', sentence: 'Please say for how many months.' },
  ]);
}

const STRANGER = 'This is nobody who can look after a tool: a guest, a bot, switched off, or not known to me.';

function peopleProblems({ ownerId, standInId, stages }: ToolDraft, { memberIds }: ToolFacts): DefinitionProblem[] {
  const isUnknown = (id: string | null) => id !== null && !memberIds.has(id);
  return found([
    isUnknown(ownerId) && { path: 'ownerId', sentence: STRANGER },
    isUnknown(standInId) && { path: 'standInId', sentence: STRANGER },
    standInId !== null &&
      standInId === ownerId && { path: 'standInId', sentence: 'This has to be somebody else than the owner.' },
    standInId !== null &&
      ownerId === null && { path: 'standInId', sentence: 'Only a tool with an owner has somebody to stand in.' },
    ...stages.flatMap(({ who, memberIds: people }, index): Found => {
      const stage = `stages.${index}`;
      return [
        who === 'owner' &&
          ownerId === null && { path: `${stage}.who`, sentence: 'Its owner is to approve, and the tool has none.' },
        who === 'people' &&
          people.length === 0 && { path: `${stage}.memberIds`, sentence: 'Please choose who approves in this stage.' },
        people.some(isUnknown) && { path: `${stage}.memberIds`, sentence: STRANGER.replace('look after a tool', 'approve') },
      ];
    }),
  ]);
}

function openingProblems({ deskId, eligibility, subject, seatCapPerOrganisation }: ToolDraft, facts: ToolFacts) {
  const { smallest, largest, organisationIds } = eligibility;
  const gone = organisationIds.filter((id) => !facts.organisationIds.has(id));
  return found([
    !facts.deskIds.has(deskId) && { path: 'deskId', sentence: 'There is no such desk.' },
    gone.length > 0 && {
      path: 'eligibility.organisationIds',
      sentence: `There is no organisation ${gone
        .slice(0, 5)
        .map((id) => `“${id.slice(0, 60)}”`)
        .join(', ')}.`,
    },
    smallest !== undefined &&
      largest !== undefined &&
      smallest > largest && { path: 'eligibility.largest', sentence: 'The largest is smaller than the smallest.' },
    subject === 'organisation' &&
      seatCapPerOrganisation !== null &&
      seatCapPerOrganisation < 1 && { path: 'seatCapPerOrganisation', sentence: 'An organisation needs a seat at least.' },
  ]);
}

function welcomeProblems({ welcome }: ToolDraft): DefinitionProblem[] {
  const unknown = unknownInWelcome(welcome ?? '');
  if (unknown.length === 0) return [];
  const known = Object.keys(WELCOME_PLACEHOLDERS).map((name) => `{${name}}`);
  const names = unknown.map((name) => `{${name}}`).join(', ');
  return [{ path: 'welcome', sentence: `I cannot fill in ${names}. I know ${known.join(', ')}.` }];
}
