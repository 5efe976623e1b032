import { describe, expect, it } from 'vitest';
import { type Edition, weeklyDigest } from '#reports/digest.ts';
import { weekNamed } from '#reports/period.ts';
import { mayBePublic, satisfaction } from '#reports/satisfaction.ts';
import { WeekFigures } from '#reports/week-figures.ts';
import { freshDatabase } from '#test/support/database.ts';
import { someFigures } from './some-figures.ts';

const WEEK = weekNamed('2026-W47', 'UTC');
const NONE = { asked: 0, answered: 0, persons: 0, happy: 0, neutral: 0, unhappy: 0 };

function said(counts: Partial<typeof NONE>, edition: Edition): string | undefined {
  const figures = someFigures({ satisfaction: { ...NONE, ...counts } });
  const { lines } = weeklyDigest(figures, [], { edition, workspaceName: 'Riverbend Co-op' });
  return lines.find(({ label }) => label === 'Members say')?.text;
}

describe('what members say', () => {
  it('is counted in the week of the answer, by points, with who was asked beside it', async () => {
    const { db } = await freshDatabase();
    const seconds = { calendarSeconds: 0, businessSeconds: 0, sinceOpenedCalendarSeconds: 0, sinceOpenedBusinessSeconds: 0 };
    const event = (ticketId: number, kind: string, at: string, actorId: string | null = null, score?: number) => ({
      ...{ workspaceId: 'T1', deskId: 'D1', ticketId, kind, actorId, at: new Date(at), ...seconds },
      detail: score ? { score } : {},
    });
    await db.ticketEvent.createMany({
      data: [
        event(1, 'rating_asked', '2026-11-13T10:00Z'),
        event(1, 'rated', '2026-11-16T10:00Z', 'UMAYA', 5),
        event(2, 'rating_asked', '2026-11-17T10:00Z'),
        event(2, 'rated', '2026-11-18T10:00Z', 'UTOM', 4),
        event(3, 'rating_asked', '2026-11-17T11:00Z'),
        event(3, 'rated', '2026-11-18T11:00Z', 'UKIM', 3),
        event(4, 'rated', '2026-11-18T12:00Z', 'UTOM', 2),
        event(5, 'rated', '2026-11-18T13:00Z', 'ULUZ', 1),
        event(6, 'rated', '2026-11-23T00:00Z', 'UPAT', 1),
        { ...event(7, 'rated', '2026-11-18T13:00Z', 'UPAT', 1), workspaceId: 'T2' },
      ],
    });

    expect(await satisfaction(db, 'T1', WEEK)).toEqual({ asked: 2, answered: 5, persons: 4, happy: 2, neutral: 1, unhappy: 2 });
  });

  it('is read by staff in full, also when there is one unhappy answer', () => {
    expect(said({ asked: 31, answered: 16, persons: 16, happy: 14, neutral: 1, unhappy: 1 }, 'staff')).toBe(
      '14 of 16 happy, 1 neutral, 1 unhappy; 31 members asked, 16 answers',
    );
    expect(said({ asked: 1, answered: 1, persons: 1, unhappy: 1 }, 'staff')).toBe(
      '0 of 1 happy, 0 neutral, 1 unhappy; 1 member asked, 1 answer',
    );
  });

  it('is read by members from five people on who are not all of one mind; persons count, not answers', () => {
    const hidden = '9 members asked, 5 answers; what they say is shown from 5 people who do not all say the same';

    expect(said({ asked: 9, answered: 5, persons: 5, happy: 4, neutral: 1 }, 'community')).toContain('4 of 5 happy');
    expect(said({ asked: 9, answered: 5, persons: 4, happy: 4, neutral: 1 }, 'community')).toBe(hidden);
    expect(said({ asked: 9, answered: 5, persons: 5, happy: 5 }, 'community')).toBe(hidden);
  });

  it('is not mentioned when nobody was asked, nor in weeks frozen before anybody was', () => {
    expect(said({}, 'staff')).toBeUndefined();
    const { satisfaction: _, ...old } = someFigures();
    expect(WeekFigures.parse(old)).not.toHaveProperty('satisfaction');
  });

  it('is told as who was asked while nobody has answered', () => {
    expect(said({ asked: 3 }, 'community')).toBe('3 members asked, no answers');
    expect(mayBePublic(NONE)).toBe(false);
  });
});
