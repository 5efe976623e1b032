import type { ChartConfiguration, ChartDataset } from 'chart.js';
import { AIR_UNDER_LEGEND, CHART_FONT, clippedTo, INK, NUMBERS, QUIET, WHITE_PAPER } from './chart-numbers.ts';
import { mondayLabel } from './period.ts';
import type { WeekPoint } from './queue-sum.ts';
import { resolvedInAll, type WeekFigures } from './week-figures.ts';
import { plainName } from './wording.ts';

const WEEKS_SHOWN = 12;
const LONGEST_ALT_TEXT = 1_000;

// Okabe and Ito's colours, told apart with any kind of colour vision; they differ in lightness too, and the line in shape.
const OPENED = '#0072b2';
const RESOLVED = '#e69f00';
const GRID = '#e8e8e8';

const WIDEST_BAR = 30;
const PLOT_WIDTH = 700;

/** Up to twelve weeks for the chart, oldest first, from frozen figures: this week's and those of earlier digests. */
export function chartedWeeks(figures: WeekFigures, history: WeekFigures[]): WeekPoint[] {
  const byWeek = new Map([...history.filter((past) => past.monday < figures.monday), figures].map((week) => [week.week, week]));
  return [...byWeek.values()]
    .sort((one, other) => one.monday.localeCompare(other.monday))
    .slice(-WEEKS_SHOWN)
    .map((week) => ({
      week: week.week,
      monday: week.monday,
      opened: week.queue.opened,
      resolved: resolvedInAll(week),
      open: week.queue.openAtEnd,
    }));
}

/** Requests per week: opened and resolved as bars, still open as a line; the numbers stand on the picture. */
export function queueChart(points: WeekPoint[], workspaceName: string): ChartConfiguration<'bar' | 'line'> {
  const shown = points.slice(-WEEKS_SHOWN);
  const highest = Math.max(4, ...shown.flatMap(({ opened, resolved, open }) => [opened, resolved, open]));
  const bar = (label: string, color: string, data: number[]): ChartDataset<'bar' | 'line', number[]> => ({
    type: 'bar',
    label,
    data,
    backgroundColor: color,
    borderRadius: 2,
    pointStyle: 'rectRounded',
    maxBarThickness: WIDEST_BAR,
    // Few weeks: the two bars of a week stay side by side instead of drifting apart.
    categoryPercentage: Math.min(0.72, (2.1 * WIDEST_BAR * points.length) / PLOT_WIDTH),
    barPercentage: 0.94,
    order: 2,
  });
  return {
    type: 'bar',
    data: {
      labels: shown.map(mondayLabel),
      datasets: [
        bar(
          'New',
          OPENED,
          shown.map(({ opened }) => opened),
        ),
        bar(
          'Resolved',
          RESOLVED,
          shown.map(({ resolved }) => resolved),
        ),
        {
          type: 'line',
          label: 'Open at the end of the week',
          data: shown.map(({ open }) => open),
          borderColor: INK,
          backgroundColor: '#ffffff',
          borderWidth: 2,
          pointRadius: 3.5,
          pointBorderWidth: 2,
          pointStyle: 'circle',
          order: 1,
        },
      ],
    },
    options: {
      locale: 'en-GB',
      animation: false,
      responsive: false,
      devicePixelRatio: 2,
      layout: { padding: { top: 14, right: 46 + 8 * String(highest).length, bottom: 12, left: 18 } },
      font: { family: CHART_FONT },
      plugins: {
        title: {
          display: true,
          align: 'start',
          text: chartTitle(workspaceName),
          color: INK,
          font: { family: CHART_FONT, size: 18, weight: 600 },
          padding: { bottom: 2 },
        },
        legend: {
          align: 'start',
          labels: {
            color: QUIET,
            usePointStyle: true,
            boxHeight: 9,
            padding: 16,
            font: { family: CHART_FONT, size: 13 },
            sort: (one, other) => (one.datasetIndex ?? 0) - (other.datasetIndex ?? 0),
          },
        },
        tooltip: { enabled: false },
      },
      scales: {
        x: {
          grid: { display: false },
          border: { color: QUIET },
          ticks: { color: QUIET, maxRotation: 0, autoSkip: false, font: { family: CHART_FONT, size: 12 } },
        },
        y: {
          beginAtZero: true,
          suggestedMax: highest * 1.08,
          border: { display: false },
          grid: { color: GRID },
          ticks: { color: QUIET, precision: 0, maxTicksLimit: 6, font: { family: CHART_FONT, size: 12 } },
        },
      },
    },
    plugins: [AIR_UNDER_LEGEND, WHITE_PAPER, NUMBERS],
  };
}

/** The chart in words, with the same numbers, for people who do not see it and for when it cannot be shown. */
export function chartAltText(points: WeekPoint[]): string {
  const shown = points.slice(-WEEKS_SHOWN);
  if (shown.length === 0) return 'Chart of requests per week: no weeks to show yet.';
  const weeks = shown.map(({ opened, resolved, open, monday }) => `${mondayLabel({ monday })} ${opened}/${resolved}/${open}`);
  const told = `Chart of requests per week, each by its Monday: new / resolved / open at the end. ${weeks.join('; ')}.`;
  return clippedTo(told, LONGEST_ALT_TEXT);
}

/** Names in letters for which we carry no font would be drawn as empty boxes, so they are left out. */
function chartTitle(workspaceName: string): string {
  const name = plainName(workspaceName);
  const canBeDrawn = /^[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{Script=Common}\p{Script=Inherited}]+$/u.test(name);
  const isPlain = canBeDrawn && !/\p{Emoji_Presentation}/u.test(name);
  return clippedTo(isPlain ? `Requests per week · ${name}` : 'Requests per week', 70);
}
