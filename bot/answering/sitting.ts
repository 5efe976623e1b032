import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from 'node:crypto';
import type { Deps } from '#bot/deps.ts';
import type { Tx } from '#prisma/db.ts';
import { Answers } from '#surveys/survey.ts';
import type { Place } from './place.ts';

/**
 * The first pages of an anonymous answer while its writer is on the next one.
 *
 * The row says neither whose it is nor in which survey, and it is sealed with a key that is made from the form's token: without
 * the form, which only its writer has open, nobody can read it.
 */
type Sitting = { workspaceId: string; place: Place & { token: string } };

const NONCE_BYTES = 12;
const TAG_BYTES = 16;
/** A form that stays open for longer has to be begun again. */
const KEPT_DAYS = 2;

export function newToken(): string {
  return randomBytes(32).toString('base64url');
}

/** What was answered so far; null when there is nothing (any more) that this form opens. */
export async function openSitting(tx: Tx, { workspaceId, place }: Sitting): Promise<Answers | null> {
  const id = idOf(place.token);
  const row = await tx.surveySitting.findUnique({ where: { workspaceId_id: { workspaceId, id } } });
  if (!row) return null;
  const sealed = Buffer.from(row.sealed);
  try {
    const decipher = createDecipheriv('aes-256-gcm', keyOf(place.token), sealed.subarray(0, NONCE_BYTES), {
      authTagLength: TAG_BYTES,
    });
    decipher.setAAD(boundTo(workspaceId, place));
    decipher.setAuthTag(sealed.subarray(-TAG_BYTES));
    const opened = Buffer.concat([decipher.update(sealed.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()]);
    return Answers.parse(JSON.parse(opened.toString('utf8')));
  } catch {
    // Sealed for another survey: a form that was put together by hand opens nothing.
    return null;
  }
}

/** Seals what was answered so far, in place of what was there before. */
export async function keepSitting(deps: Deps, { workspaceId, place }: Sitting, answers: Answers): Promise<void> {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', keyOf(place.token), nonce, { authTagLength: TAG_BYTES });
  cipher.setAAD(boundTo(workspaceId, place));
  const sealed = Buffer.concat([nonce, cipher.update(JSON.stringify(answers), 'utf8'), cipher.final(), cipher.getAuthTag()]);
  const id = idOf(place.token);
  const today = deps.now().toISOString().slice(0, 10);
  await deps.db.$executeRaw`
    insert into survey_sitting (workspace_id, id, sealed, started_on) values (${workspaceId}, ${id}, ${sealed}, ${today}::date)
    on conflict (workspace_id, id) do update set sealed = excluded.sealed`;
}

export async function dropSitting(tx: Tx, { workspaceId, place }: Sitting): Promise<void> {
  await tx.surveySitting.deleteMany({ where: { workspaceId, id: idOf(place.token) } });
}

/** Forgets what nobody came back to. */
export async function pruneSittings(deps: Pick<Deps, 'db' | 'now'>): Promise<void> {
  const before = new Date(deps.now().getTime() - KEPT_DAYS * 86_400_000);
  await deps.db.surveySitting.deleteMany({ where: { startedOn: { lt: before } } });
}

const idOf = (token: string) => createHash('sha256').update(`sitting ${token}`).digest('base64url');
const keyOf = (token: string) => Buffer.from(hkdfSync('sha256', Buffer.from(token, 'base64url'), '', 'survey sitting', 32));

/** Sealed for one survey, it does not open in the form of another. */
function boundTo(workspaceId: string, place: Place): Buffer {
  const survey = 'waveId' in place ? `wave ${place.waveId}` : `preview ${place.surveyId} ${place.version}`;
  return Buffer.from(`${workspaceId} ${survey}`, 'utf8');
}
