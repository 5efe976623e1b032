import { z } from 'zod';
import type { Deps } from '#bot/deps.ts';
import { UserError } from '#bot/errors.ts';
import { requireRight } from '#bot/rights/rights.ts';
import type { SlackDeps } from '#bot/slack/clients.ts';
import { saySoon } from '#bot/slack/outbox.ts';
import type { Voice } from '#bot/slack/saying.ts';
import type { Task } from '#bot/worker.ts';
import type { Tx } from '#prisma/db.ts';
import { importPreview, previewFacts } from './blocks.ts';
import { givenFile } from './given-files.ts';
import { applyImport, previewImport } from './imports.ts';
import { readPeopleFile } from './people-file.ts';
import type { Plan } from './plan.ts';
import { appliedLine } from './preview.ts';
import { APPLY_PEOPLE_FILE, FileToApply, FileToPreview, PREVIEW_PEOPLE_FILE } from './requests.ts';

export function importTasks(deps: SlackDeps): Record<string, Task> {
  return {
    [PREVIEW_PEOPLE_FILE]: {
      run: (payload) => previewFile(deps, FileToPreview.parse(payload)),
      givenUp: (payload) => tellGivenUp(deps, FileToPreview.parse(payload)),
    },
    [APPLY_PEOPLE_FILE]: {
      run: (payload) => applyFile(deps, FileToApply.parse(payload)),
      givenUp: (payload) => tellGivenUp(deps, FileToPreview.parse(payload)),
    },
  };
}

async function previewFile(deps: SlackDeps, { workspaceId, adminId, fileId }: FileToPreview): Promise<void> {
  await toldIfRefused(deps, { workspaceId, adminId, fileId }, async () => {
    await requireRight(deps.db, 'import people', { workspaceId, actorId: adminId });
    const file = readPeopleFile(await givenFile(deps, workspaceId, adminId, fileId));
    await showPlan(deps, { workspaceId, adminId, fileId }, await previewImport(deps.db, workspaceId, file));
  });
}

const CHANGED = 'Something changed since you looked, so nothing was done. Now it would be:';

/** Applies what was shown, or shows what it would be now; an admin who is none any more applies nothing. */
async function applyFile(deps: SlackDeps, { workspaceId, adminId, fileId, fingerprint, skips }: FileToApply): Promise<void> {
  const key = `people-applied:${fileId}:${fingerprint}`;
  if ((await deps.db.saidMessage.count({ where: { workspaceId, key } })) > 0) return;
  await toldIfRefused(deps, { workspaceId, adminId, fileId }, async () => {
    const file = readPeopleFile(await givenFile(deps, workspaceId, adminId, fileId));
    const importing = { workspaceId, actorId: adminId, fingerprint, skipsProblems: skips === 1 };
    const { outcome, plan } = await applyImport(deps, file, importing, {
      before: async (tx) => void (await requireRight(tx, 'import people', { workspaceId, actorId: adminId })),
      applied: (tx, done) => say(tx, deps, workspaceId, adminId, key, appliedLine(done)),
    });
    if (outcome !== 'applied') await showPlan(deps, { workspaceId, adminId, fileId }, plan, CHANGED);
  });
}

/** Shows an admin a plan; the same one of the same file once. */
async function showPlan(
  deps: Deps,
  { workspaceId, adminId, fileId }: FileToPreview,
  plan: Plan,
  opening?: string,
): Promise<void> {
  const key = `people-preview:${fileId}:${plan.fingerprint}${opening ? ':again' : ''}`;
  const content = { kind: PEOPLE_PREVIEW, ...previewFacts(fileId, plan, opening) };
  await deps.db.$transaction((tx) => saySoon(tx, deps, workspaceId, { key, channelId: adminId, content }));
}

async function say(tx: Tx, deps: Deps, workspaceId: string, adminId: string, key: string, text: string): Promise<void> {
  await saySoon(tx, deps, workspaceId, { key, channelId: adminId, content: { kind: 'text', text } });
}

/** What trying again would not change is said to the admin. */
async function toldIfRefused(
  deps: Deps,
  { workspaceId, adminId, fileId }: FileToPreview,
  work: () => Promise<void>,
): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const { code, message } = error;
    await deps.db.$transaction((tx) => say(tx, deps, workspaceId, adminId, `people-refused:${fileId}:${code}`, message));
  }
}

async function tellGivenUp(deps: Deps, { workspaceId, adminId, fileId }: FileToPreview): Promise<void> {
  const text =
    'Sorry, I could not read your file: Slack or I had a bad moment. Nothing was changed. Please import it again with `/rochdale setup`.';
  await deps.db.$transaction((tx) => say(tx, deps, workspaceId, adminId, `people-given-up:${fileId}`, text));
}

const PEOPLE_PREVIEW = 'people-preview';

const Facts = z.object({
  fileId: z.string(),
  fingerprint: z.string(),
  lines: z.string(),
  problems: z.string().default(''),
  canApply: z.boolean(),
  leftOut: z.number(),
});

/** What is said about imports, by the kind of its content. */
export const importVoices: Record<string, Voice> = {
  [PEOPLE_PREVIEW]: { render: async (_tx, _deps, _workspaceId, content) => importPreview(Facts.parse(content)) },
};
