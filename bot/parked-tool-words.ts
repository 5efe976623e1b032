import { z } from 'zod';
import type { Tx } from '#prisma/db.ts';
import { CALL_WEBHOOK } from './provisioning/starting.ts';
import { REFRESH_LINE } from './sign-ups/news.ts';
import { WARN_OF_FEW_SEATS } from './sign-ups/seats.ts';
import {
  ASK_IF_NEEDED,
  ASK_STAND_IN,
  CLEAR_SEAT,
  END_SUSPENSION,
  END_TERM,
  EXPIRE_SIGN_UP,
  LET_SEAT_GO,
  NOTICE_MEMBER,
  REMIND_OF_END,
} from './sign-ups/timers.ts';
import { DRAW_SEATS, OPEN_WINDOW } from './sign-ups/windows.ts';
import { cut, escapeText } from './slack/escape.ts';
import { DECIDE_REST, FOLLOW_UP_REVIEW } from './terms/reviews.ts';
import { READ_USAGE_FILE } from './terms/usage-import.ts';
import { SEND_TOOL_EXPORT } from './tool-reports/tool-reports.ts';
import { APPLY_TOOL_FILE, EXPORT_TOOLS, PREVIEW_TOOL_FILE } from './tools/file-requests.ts';
import { REFRESH_TOOL } from './tools/refreshing.ts';

const Facts = z.object({
  signUpId: z.number().nullable().catch(null),
  toolId: z.string().catch(''),
  actorId: z.string().catch(''),
  leadId: z.string().catch(''),
});

/** What was not done for a tool or a sign-up, as staff would call it; nothing for whatever else was not done. */
export async function ofTools(tx: Tx, workspaceId: string, task: string, facts: unknown): Promise<string | undefined> {
  const { signUpId, toolId, actorId, leadId } = Facts.parse(facts);
  const ofSignUp = OF_SIGN_UP[task];
  if (ofSignUp) return ofSignUp(`S${signUpId}`);
  const ofTool = OF_TOOL[task];
  if (ofTool) return ofTool(await nameOf(tx, workspaceId, toolId));
  return OF_PERSON[task]?.(`<@${actorId || leadId}>`);
}

/** The same of a message the bot owns, by its key. */
export async function ownedOfTools(tx: Tx, workspaceId: string, key: string): Promise<string | undefined> {
  const [kind, id = '', other = ''] = key.split(':');
  switch (kind) {
    case 'sign-up':
      return `the card of sign-up S${id}`;
    case 'sign-up-note':
      return `telling <@${other}> how sign-up S${id} stands`;
    case 'approval':
      return `asking <@${other}> about sign-up S${id}`;
    case 'ending':
      return `asking <@${id}> what becomes of their tools`;
    case 'needed':
      return `asking whether sign-up S${id} is still needed`;
    case 'clearing':
      return `the task to take away what was set up for sign-up S${id}`;
    case 'left':
      return `asking <@${other}> about what <@${id}> had`;
    case 'review':
      return `the yearly review of ${await nameOf(tx, workspaceId, id)}`;
    default:
      return undefined;
  }
}

const OF_SIGN_UP: Record<string, (number: string) => string> = {
  [ASK_STAND_IN]: (number) => `asking a stand-in about sign-up ${number}`,
  [NOTICE_MEMBER]: (number) => `reminding the member of sign-up ${number}`,
  [EXPIRE_SIGN_UP]: (number) => `putting sign-up ${number} aside`,
  [LET_SEAT_GO]: (number) => `offering the seat of sign-up ${number} to the next in line`,
  [REMIND_OF_END]: (number) => `reminding of the end of sign-up ${number}`,
  [END_TERM]: (number) => `the end of the term of sign-up ${number}`,
  [END_SUSPENSION]: (number) => `ending sign-up ${number}`,
  [ASK_IF_NEEDED]: (number) => `asking whether sign-up ${number} is still needed`,
  [CLEAR_SEAT]: (number) => `the task to take away what was set up for sign-up ${number}`,
  [CALL_WEBHOOK]: (number) => `telling the other system about sign-up ${number}`,
};

const OF_TOOL: Record<string, (name: string) => string> = {
  [WARN_OF_FEW_SEATS]: (name) => `telling the owner of ${name} that few seats are left`,
  [REFRESH_LINE]: (name) => `showing those who wait for ${name} their places`,
  [OPEN_WINDOW]: (name) => `saying that applications for ${name} are open`,
  [DRAW_SEATS]: (name) => `drawing the seats of ${name}`,
  [FOLLOW_UP_REVIEW]: (name) => `following up the yearly review of ${name}`,
  [DECIDE_REST]: (name) => `deciding the rest of the yearly review of ${name}`,
  [REFRESH_TOOL]: (name) => `bringing a change of ${name} to its sign-ups`,
};

const OF_PERSON: Record<string, (who: string) => string> = {
  [READ_USAGE_FILE]: (who) => `reading who uses what in the file of ${who}`,
  [PREVIEW_TOOL_FILE]: (who) => `reading the file of tools of ${who}`,
  [APPLY_TOOL_FILE]: (who) => `importing the file of tools of ${who}`,
  [EXPORT_TOOLS]: (who) => `writing the catalogue as a file for ${who}`,
  [SEND_TOOL_EXPORT]: (who) => `writing the sign-ups as files for ${who}`,
};

async function nameOf(tx: Tx, workspaceId: string, toolId: string): Promise<string> {
  const tool = await tx.tool.findUnique({ where: { workspaceId_id: { workspaceId, id: toolId } }, select: { name: true } });
  return tool ? `*${escapeText(cut(tool.name, 100))}*` : 'a tool';
}
