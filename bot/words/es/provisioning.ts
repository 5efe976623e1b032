import type { Words } from '../words.ts';

export const provisioning: Words['provisioning'] = {
  ready: (tool, number) => `*${tool}* está lista para ti (${number}). :tada:`,
  welcome: 'Hola, {name}: ¡te damos la bienvenida a *{tool}*!',
  until: (day) => `La tienes hasta el ${day}. Te escribiremos antes.`,
  noEnd: 'sin fecha de fin',
  yourOrganisation: 'tu organización',
  linkWaits: 'Hay un enlace para ti. Funciona una sola vez, así que ábrelo cuando tengas un momento.',
  linkGiven: (tool, number) =>
    `Aquí tienes algo para *${tool}* (${number}): un enlace que funciona una sola vez. Ábrelo cuando tengas un momento.`,
  note: 'Con él, nuestro equipo te dice:',
  showLink: 'Ver mi enlace',
  linkTitle: 'Tu enlace',
  openIt: 'Abrirlo',
  linkOnce: 'Te lo muestro esta vez y no lo guardo. No lo publiques en ningún sitio y, si te da una contraseña, cámbiala.',
  close: 'Cerrar',
  noLink: 'Aquí ya no hay ningún enlace para ti. Si todavía lo necesitas, escríbenos y hacemos otro.',
  linkOpened: (by) =>
    `${by ? `${by} ya abrió` : 'Ya abriste'} este enlace, y solo funciona una vez. Si todavía lo necesitas, escríbenos y hacemos otro.`,
};
