import type { Words } from '../words.ts';

export const knownProblems: Words['knownProblems'] = {
  sameHere: 'A mí también',
  andMore: (count) => `y ${count} más que conocemos`,
  noted: 'Gracias, he anotado que tú también tienes este problema. Te avisamos aquí cuando haya noticias.',
  notedAlready: 'Ya lo tengo anotado, ¡gracias! Te avisamos cuando haya noticias.',
  yourOwn: 'Se trata de tu propia solicitud, así que te avisamos allí.',
  overNow: 'Que sepamos, este problema ya ha terminado. Si todavía lo tienes, cuéntanoslo en una solicitud nueva.',
  news: (problem) => `Noticias de este problema: ${problem}`,
  says: (staff) => `${staff}, de nuestro equipo, dice:`,
  solved: (problem) => `Buenas noticias: este problema está resuelto. ${problem}`,
  ended: (problem) => `Hemos dejado de seguir este problema: ${problem}`,
  ifNot: 'Si para ti no está resuelto, escríbenos.',
};
