import type { Words } from '../words.ts';

export const surveyCommand: Words['surveyCommand'] = {
  help: {
    title: 'Qué hace `/survey`',
    mine: '`/survey mías` muestra qué encuestas tienes abiertas, y te deja no recibir más',
    pickUp: '`/survey recoger` muestra nuestra respuesta a lo que escribiste sin tu nombre',
  },
  unknown: 'Ese no lo conozco.',
};
