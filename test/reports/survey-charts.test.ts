import { describe, expect, it } from 'vitest';
import { chartPng } from '#reports/render.ts';
import { answersAltText, answersChart, answersChartHeight, trendAltText, trendChart } from '#reports/survey-charts.ts';

const BARS = {
  title: 'How happy are you?',
  note: '31 answers',
  bars: [
    { label: 'Unhappy', count: 4, class: 'low' as const },
    { label: 'Happy', count: 27, class: 'high' as const },
  ],
};
const TREND = {
  title: 'Would you recommend us?',
  note: 'NPS',
  from: -100,
  to: 100,
  points: [
    { label: '21 Nov 2025', note: '40 answers', value: -12 },
    { label: '1 Mar 2026', note: '44 answers', value: 100 },
  ],
};
const sizeOf = (png: Buffer) => [png.readUInt32BE(16), png.readUInt32BE(20)];

describe('a question’s answers as a chart', () => {
  it('are as high as there are bars', async () => {
    const many = { ...BARS, bars: Array.from({ length: 31 }, (_, index) => ({ label: `Option ${index}`, count: index })) };

    const [few, all] = await Promise.all([BARS, many].map((bars) => chartPng(answersChart(bars), answersChartHeight(bars))));

    expect([sizeOf(few!), sizeOf(all!)]).toEqual([
      [1600, 400],
      [1600, 2040],
    ]);
  });

  it('say the same in words, within what Slack takes', () => {
    const huge = { ...BARS, bars: Array(31).fill({ label: 'x'.repeat(75), count: 123_456 }) };

    expect(answersAltText(BARS)).toBe('How happy are you? (31 answers). Unhappy: 4; Happy: 27.');
    expect([...answersAltText(huge)]).toHaveLength(1000);
  });

  it.each(['協同組合', `<svg>\u202e${'Ŵ😀'.repeat(500)}\u0000`, '', '😀'])(
    'are drawn whatever they are called: %j',
    async (text) => {
      const bars = { title: text, note: text, bars: [{ label: text, count: 0 }] };

      const chart = answersChart(bars);

      expect((await chartPng(chart, answersChartHeight(bars))).length).toBeGreaterThan(1_000);
      expect(JSON.stringify(chart.data.labels)).not.toMatch(/[協😀]/u);
    },
  );
});

describe('a figure from wave to wave', () => {
  it('is a line with its range, and the same in words', async () => {
    const chart = trendChart(TREND);

    expect(chart.options?.scales?.y).toMatchObject({ min: -100, max: 100 });
    expect(sizeOf(await chartPng(chart))).toEqual([1600, 800]);
    expect(trendAltText(TREND)).toBe(
      'Would you recommend us? (NPS). 21 Nov 2025: -12 (40 answers); 1 Mar 2026: 100 (44 answers).',
    );
  });
});
