import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { chartAltText, chartedWeeks, queueChart } from '#reports/charts.ts';
import { chartPng } from '#reports/render.ts';
import { someFigures, weeksBefore } from './some-figures.ts';

const POINTS = chartedWeeks(someFigures(), weeksBefore([42, 39, 12, 36, 44, 29, 40, 46, 35, 41, 38, 37, 36]));

describe('the chart’s weeks', () => {
  it('are this one and up to eleven before it, oldest first, each once', () => {
    const [nearest] = weeksBefore([42]);
    const twice = chartedWeeks(someFigures(), [nearest!, nearest!]);

    expect(POINTS).toHaveLength(12);
    expect(POINTS.at(-1)).toEqual({ week: '2026-W47', monday: '2026-11-16', opened: 43, resolved: 45, open: 18 });
    expect(POINTS.at(0)?.week).toBe('2026-W36');
    expect(twice.map(({ week }) => week)).toEqual(['2026-W46', '2026-W47']);
  });

  it('leave out what was frozen of later weeks', () => {
    const [nearest] = weeksBefore([42]);

    expect(chartedWeeks(nearest!, [someFigures()]).map(({ week }) => week)).toEqual(['2026-W46']);
  });
});

describe('the chart in words', () => {
  it('says the same numbers', () => {
    expect(chartAltText(POINTS.slice(-2))).toBe(
      'Chart of requests per week, each by its Monday: new / resolved / open at the end. 9 Nov 42/45/18; 16 Nov 43/45/18.',
    );
  });

  it('stays within what Slack takes, whatever the numbers', () => {
    const huge = POINTS.map((point) => ({ ...point, opened: 123_456_789, resolved: 123_456_789, open: 123_456_789 }));

    expect(chartAltText(huge).length).toBeLessThanOrEqual(1_000);
    expect(chartAltText(huge)).toMatch(/16 Nov 123456789\/123456789\/123456789\.$/);
    expect(chartAltText([])).toBe('Chart of requests per week: no weeks to show yet.');
  });
});

describe('the chart’s title', () => {
  const title = (name: string) => queueChart(POINTS, name).options?.plugins?.title?.text;

  it('names the workspace, cut to fit', () => {
    expect(title('Riverbend Co-op')).toBe('Requests per week · Riverbend Co-op');
    expect(title('Συνεταιρισμός Кооператив Đồng')).toBe('Requests per week · Συνεταιρισμός Кооператив Đồng');
    expect(title('x'.repeat(300))).toHaveLength(70);
  });

  it('leaves out a name for which there are no letters to draw', () => {
    expect([title('協同組合'), title('تعاونية'), title('Co-op 😀'), title('')]).toEqual(Array(4).fill('Requests per week'));
  });
});

describe('the picture', () => {
  it('is a PNG of 1600 by 800 pixels', async () => {
    const png = await chartPng(queueChart(POINTS, 'Riverbend Co-op'));

    expect(png.subarray(0, 8).toString('latin1')).toBe('\u0089PNG\r\n\u001a\n');
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([1600, 800]);
  });

  it('has the same bytes for the same figures, and others for others', async () => {
    const draw = async (points: typeof POINTS) =>
      createHash('sha256')
        .update(await chartPng(queueChart(points, 'R')))
        .digest('hex');

    const [one, again, other] = [await draw(POINTS), await draw(POINTS), await draw(POINTS.slice(1))];

    expect(again).toBe(one);
    expect(other).not.toBe(one);
  });

  it.each([
    ['no week at all', [], 'Riverbend'],
    ['an empty week', [{ week: '2026-W47', monday: '2026-11-16', opened: 0, resolved: 0, open: 0 }], 'Riverbend'],
    ['large numbers', POINTS.map((point) => ({ ...point, opened: 12_345, open: 99_999 })), 'Riverbend'],
    ['a hostile name', POINTS, `<svg onload=x>\u202e${'Ŵ😀'.repeat(500)}\u0000`],
    ['a name in other letters', POINTS, 'Συνεταιρισμός Кооператив 協同組合 تعاونية'],
  ])('is drawn for %s too', async (_, points, name) => {
    const png = await chartPng(queueChart(points, name));

    expect(png.length).toBeGreaterThan(5_000);
  });

  it('holds the process for less than 100 ms, and no memory', async () => {
    await chartPng(queueChart(POINTS, 'warm-up'));
    const before = process.memoryUsage().rss;
    const held: number[] = [];

    for (let round = 0; round < 30; round++) {
      const start = performance.now();
      const png = chartPng(queueChart(POINTS, 'Riverbend Co-op'));
      held.push(performance.now() - start);
      await png;
    }

    expect(held.toSorted((one, other) => one - other)[15]).toBeLessThan(100);
    expect(process.memoryUsage().rss - before).toBeLessThan(150_000_000);
  });
});
