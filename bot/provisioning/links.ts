import type { OutsideDeps } from '#bot/deps.ts';
import { UserError } from '#bot/errors.ts';
import { requireRight } from '#bot/rights/rights.ts';
import { linkPlace } from '#bot/secrets.ts';
import { recordSignUpEvent } from '#bot/sign-ups/events.ts';
import { isOpen } from '#bot/sign-ups/life.ts';
import { refusalOf, showSignUp } from '#bot/sign-ups/moves.ts';
import { findSignUp, type SignUp, type SignUpAction } from '#bot/sign-ups/sign-up.ts';
import { saySoon } from '#bot/slack/outbox.ts';
import { findTool } from '#bot/tools/tool.ts';
import type { Tx } from '#prisma/db.ts';
import { LINK_FAULTS, oneTimeLink } from './one-time-links.ts';
import { whileHeld } from './provisioning.ts';
import { LOOKS_SECRET, looksSecret } from './secret-looks.ts';

/** The kind under which the member hears of a link (bot/provisioning/jobs.ts). */
export const LINK_NEWS = 'sign-up-link';
const LONGEST_NOTE = 300;

/**
 * Hands a one-time link on to the member. It is kept sealed, and takes the place of one that was not opened.
 *
 * `note` goes with it in plain words; what looks like a password is refused.
 */
export function handLinkOver(
  deps: OutsideDeps,
  action: SignUpAction,
  { text, note }: { text: string; note: string },
): Promise<void> {
  return whileHeld(deps, action, async ({ tx, tool, signUp }) => {
    const { workspaceId, id, state } = signUp;
    if (state !== 'setting up' && state !== 'ready' && state !== 'renewal')
      throw isOpen(state) ? refusalOf(state === 'suspended' ? 'suspended' : 'not ready') : refusalOf('over');
    const checked = oneTimeLink(text, tool.linkHosts);
    if ('fault' in checked) throw new UserError('no_link', LINK_FAULTS[checked.fault]);
    if (looksSecret(note)) throw new UserError('looks_secret', LOOKS_SECRET);
    await tx.signUp.updateMany({ where: { workspaceId, id }, data: { link: sealedLink(deps, signUp, checked.url) } });
    const host = new URL(checked.url).host;
    await recordSignUpEvent(tx, {
      workspaceId,
      signUpId: id,
      kind: 'link_given',
      actorId: action.actorId,
      at: deps.now(),
      detail: { host },
    });
    await announceLink(tx, deps, signUp, note.slice(0, LONGEST_NOTE));
  });
}

export function sealedLink({ secrets }: Pick<OutsideDeps, 'secrets'>, { workspaceId, id }: SignUp, url: string): string {
  return secrets.seal(url, linkPlace(workspaceId, id));
}

async function announceLink(tx: Tx, deps: OutsideDeps, { workspaceId, id, memberId }: SignUp, note: string): Promise<void> {
  const given = await tx.signUpEvent.count({ where: { workspaceId, signUpId: id, kind: 'link_given' } });
  const content = { kind: LINK_NEWS, signUpId: id, note };
  await saySoon(tx, deps, workspaceId, { key: `link:${id}:${given}`, channelId: memberId, content });
}

/**
 * Shows the link to one of those whose sign-up it is, once: whoever is first sees it, and everybody else hears who that was.
 * A person's own is shown to nobody but them.
 *
 * The row is held while it is shown, and what could not be shown is kept.
 */
export async function openLink(
  deps: OutsideDeps,
  action: SignUpAction,
  show: (link: string, tool: string) => Promise<void>,
): Promise<void> {
  const { workspaceId, signUpId, actorId } = action;
  await deps.db.$transaction(async (tx) => {
    await requireRight(tx, 'change a sign-up', action);
    await tx.$executeRaw`select 1 from sign_up where workspace_id = ${workspaceId} and id = ${signUpId} for update`;
    const signUp = await findSignUp(tx, workspaceId, signUpId);
    const tool = await findTool(tx, workspaceId, signUp.toolId);
    // What opens one person's account is for them alone, not for the contact of their organisation.
    if (signUp.subjectKey.startsWith('p:') && signUp.memberId !== actorId)
      throw new UserError('not_holder', ({ tools }) => tools.notHolder);
    if (signUp.link === null) throw await whyNoLink(tx, action);
    await tx.signUp.updateMany({ where: { workspaceId, id: signUpId }, data: { link: null } });
    await recordSignUpEvent(tx, { workspaceId, signUpId, kind: 'link_opened', actorId, at: deps.now() });
    await showSignUp(tx, deps, tool, signUp);
    await show(deps.secrets.open(signUp.link, linkPlace(workspaceId, signUpId)), tool.name);
  });
}

async function whyNoLink(tx: Tx, { workspaceId, signUpId, actorId }: SignUpAction): Promise<UserError> {
  const where = { workspaceId, signUpId, kind: { in: ['link_given', 'link_opened'] } };
  const last = await tx.signUpEvent.findFirst({ where, orderBy: { id: 'desc' } });
  if (last?.kind !== 'link_opened') return new UserError('no_link', ({ provisioning }) => provisioning.noLink);
  const by = last.actorId === actorId ? null : `<@${last.actorId}>`;
  return new UserError('link_opened', ({ provisioning }) => provisioning.linkOpened(by));
}
