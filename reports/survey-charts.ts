// What a survey has found, as pictures: one question's answers, and how a figure moved from wave to wave.
import type { ChartConfiguration, ChartOptions } from 'chart.js';
import {
  CHART_FONT,
  CLASS_COLOURS,
  COUNTS_BESIDE_BARS,
  clippedTo,
  drawable,
  INK,
  QUIET,
  VALUES_ABOVE_POINTS,
  WHITE_PAPER,
} from './chart-numbers.ts';

const GRID = '#e8e8e8';
const BAR = '#0072b2';
const LONGEST_ALT_TEXT = 1_000;
const LONGEST_TITLE = 70;
const LONGEST_LABEL = 34;
const WAVES_SHOWN = 12;

/** How many gave which answer to one question; the note says how many answered it. */
export type AnswerBars = {
  title: string;
  note: string;
  bars: { label: string; count: number; class?: keyof typeof CLASS_COLOURS }[];
};

/** One figure, which `note` names, of several waves, oldest first; a point's note says how many answered then. */
export type FigureTrend = { title: string; note: string; from: number; to: number; points: FigurePoint[] };
type FigurePoint = { label: string; note: string; value: number };

/** So high that every bar has its line. */
export function answersChartHeight({ title, bars }: AnswerBars): number {
  return Math.max(200, 90 + 30 * bars.length) + (titleLines(title).length > 1 ? 20 : 0);
}

/** How often each answer was given, a lying bar for each, with the count beside it. */
export function answersChart({ title, note, bars }: AnswerBars): ChartConfiguration<'bar' | 'line'> {
  const highest = Math.max(1, ...bars.map(({ count }) => count));
  return {
    type: 'bar',
    data: {
      labels: bars.map(({ label }, index) => clippedTo(drawable(label) || `answer ${index + 1}`, LONGEST_LABEL)),
      datasets: [
        {
          type: 'bar',
          data: bars.map(({ count }) => count),
          backgroundColor: bars.map((bar) => (bar.class ? CLASS_COLOURS[bar.class] : BAR)),
          borderRadius: 2,
          maxBarThickness: 20,
        },
      ],
    },
    options: {
      ...frame(title, note),
      indexAxis: 'y',
      layout: { padding: { top: 14, right: 60, bottom: 12, left: 18 } },
      scales: {
        x: { display: false, beginAtZero: true, suggestedMax: highest },
        y: { grid: { display: false }, border: { color: QUIET }, ticks: { ...ticks(13), color: INK, autoSkip: false } },
      },
    },
    plugins: [WHITE_PAPER, COUNTS_BESIDE_BARS],
  };
}

/** The picture in words, with the same numbers. */
export function answersAltText({ title, note, bars }: AnswerBars): string {
  const told = bars.map(({ label, count }) => `${label}: ${count}`).join('; ');
  return clippedTo(`${title} (${note}). ${told}.`, LONGEST_ALT_TEXT);
}

/** A figure from wave to wave: a line, with the figure at each point. */
export function trendChart({ title, note, from, to, points }: FigureTrend): ChartConfiguration<'bar' | 'line'> {
  const shown = points.slice(-WAVES_SHOWN);
  return {
    type: 'line',
    data: {
      labels: shown.map((point) => [point.label, point.note]),
      datasets: [
        {
          type: 'line',
          data: shown.map(({ value }) => value),
          borderColor: BAR,
          backgroundColor: '#ffffff',
          borderWidth: 2,
          pointRadius: 4,
          pointBorderWidth: 2,
          clip: false,
        },
      ],
    },
    options: {
      ...frame(title, note),
      layout: { padding: { top: 14, right: 36, bottom: 12, left: 18 } },
      scales: {
        x: { offset: true, grid: { display: false }, border: { color: QUIET }, ticks: { ...ticks(12), maxRotation: 0 } },
        y: { min: from, max: to, border: { display: false }, grid: { color: GRID }, ticks: { ...ticks(12), maxTicksLimit: 6 } },
      },
    },
    plugins: [WHITE_PAPER, VALUES_ABOVE_POINTS],
  };
}

/** The same in words. */
export function trendAltText({ title, note, points }: FigureTrend): string {
  const told = points.slice(-WAVES_SHOWN).map((point) => `${point.label}: ${point.value} (${point.note})`);
  return clippedTo(`${title} (${note}). ${told.join('; ')}.`, LONGEST_ALT_TEXT);
}

const ticks = (size: number) => ({ color: QUIET, font: { family: CHART_FONT, size } });

/** In two lines at most, broken between words. */
function titleLines(title: string): string[] {
  const text = drawable(title);
  const end = [...text].length > LONGEST_TITLE ? text.lastIndexOf(' ', LONGEST_TITLE) : 0;
  if (end > 0) return [text.slice(0, end), clippedTo(text.slice(end + 1), LONGEST_TITLE)];
  return text === '' ? [] : [clippedTo(text, LONGEST_TITLE)];
}

function frame(title: string, subtitle: string): ChartOptions<'bar' | 'line'> {
  const text = titleLines(title);
  return {
    locale: 'en-GB',
    animation: false,
    responsive: false,
    devicePixelRatio: 2,
    font: { family: CHART_FONT },
    plugins: {
      title: {
        display: text.length > 0,
        align: 'start',
        text,
        color: INK,
        font: { family: CHART_FONT, size: 16, weight: 600 },
        padding: { bottom: 4 },
      },
      subtitle: {
        display: true,
        align: 'start',
        text: drawable(subtitle),
        color: QUIET,
        font: { family: CHART_FONT, size: 13 },
        padding: { bottom: 14 },
      },
      legend: { display: false },
      tooltip: { enabled: false },
    },
  };
}
