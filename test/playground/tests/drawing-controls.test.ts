// Controls are drawn by the page; what is said in them comes from here.
import { expect, it } from 'vitest';
import type { Json } from '#test/workspace/state.ts';
import { drawBlock } from '../drawing/drawing.ts';
import { aViewer } from './drawing-reading.ts';

const mrkdwn = (words: string): Json => ({ type: 'mrkdwn', text: words });
const plain = (words: string): Json => ({ type: 'plain_text', text: words });

it('gives the controls of a block with all their words plain, and their values as they are', () => {
  const button = {
    type: 'button',
    action_id: 'a',
    value: ':wave:',
    text: plain(':wave: Go'),
    confirm: { title: plain('Sure?'), text: mrkdwn('*Really*, <@UANA>?\n&gt; `yes`'), confirm: plain('Yes'), deny: plain(':x:') },
  };
  const accessory = drawBlock({ type: 'section', text: plain('x'), accessory: button }, aViewer()).accessory;
  const elements = drawBlock({ type: 'actions', block_id: 'b', elements: [button] }, aViewer()).elements;

  expect(elements).toEqual([accessory]);
  expect(accessory).toEqual({
    ...button,
    text: plain('👋 Go'),
    confirm: { title: plain('Sure?'), text: plain('Really, @Ana Silva?\nyes'), confirm: plain('Yes'), deny: plain('❌') },
  });
});

it('gives the one control of an input with its label, hint and options', () => {
  const options = [{ value: ':wave:', text: mrkdwn('*A* :wave:'), description: plain('d') }];
  const block = {
    type: 'input',
    block_id: 'b',
    label: plain(':wave: L'),
    hint: plain('h'),
    optional: true,
    element: { type: 'checkboxes', action_id: 'a', options },
  };

  expect(drawBlock(block, aViewer())).toEqual({
    type: 'input',
    blockId: 'b',
    html: '',
    input: {
      element: {
        type: 'checkboxes',
        action_id: 'a',
        options: [{ value: ':wave:', text: plain('A 👋'), description: plain('d') }],
      },
      label: '👋 L',
      hint: 'h',
      isOptional: true,
      tellsAtOnce: false,
    },
  });
});
