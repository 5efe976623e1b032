import type { Words } from '../words.ts';

export const surveyCommand: Words['surveyCommand'] = {
  help: {
    title: 'Qué hace `/survey`',
    mine: '`/survey mías` muestra qué encuestas tienes abiertas, y te deja no recibir más',
    pickUp: 'con `/survey recoger` nos escribes sin tu nombre y lees nuestra respuesta',
  },
  unknown: 'Ese no lo conozco.',
};
