import { randomBytes } from 'node:crypto';
import type { Tx } from '#prisma/db.ts';

type Named = { workspaceId: string; name: string; organisationId: string | null };

/**
 * The id of somebody who is not in Slack, made known if they were not: the same name at the same organisation is the same person.
 *
 * Two who write the same person down at once wait for each other.
 */
export async function personOutside(tx: Tx, { workspaceId, name, organisationId }: Named): Promise<string> {
  const displayName = name.replaceAll(/\s+/g, ' ').trim();
  const lock = `${workspaceId}:outside:${displayName.toLowerCase()}`;
  await tx.$queryRaw`select pg_advisory_xact_lock(hashtextextended(${lock}, 0))::text`;
  const known = await tx.member.findFirst({
    where: {
      workspaceId,
      kind: 'outside',
      organisationId,
      displayName: { equals: escapeLike(displayName), mode: 'insensitive' },
    },
    select: { id: true },
    orderBy: { id: 'asc' },
  });
  if (known) return known.id;
  const id = `X${randomBytes(6).toString('hex').toUpperCase()}`;
  const belongsBy = organisationId === null ? null : 'hand';
  await tx.member.create({ data: { workspaceId, id, displayName, kind: 'outside', organisationId, belongsBy } });
  return id;
}

/** Prisma compares without case by ILIKE, where these mean something. */
const escapeLike = (text: string) => text.replaceAll(/[\\%_]/g, '\\$&');
