import type { Words } from '../words.ts';

export const waiting: Words['waiting'] = {
  stillNeeded: (owner, number) => `¡Hola! ${owner} todavía necesita una respuesta tuya para tu solicitud ${number}.`,
  theQuestion: 'La pregunta era:',
  writeHere: 'Escribe aquí tu respuesta. Si ya no necesitas ayuda, dínoslo también.',
  otherwise: (days) => `Si no sabemos nada de ti, dejamos la solicitud a un lado en ${days} días laborables.`,
  putAside: (number) =>
    `No hemos sabido de ti, así que hemos dejado tu solicitud ${number} a un lado. No se pierde nada: escribe aquí y seguimos con ella.`,
};
