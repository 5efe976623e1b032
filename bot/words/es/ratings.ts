import type { Words } from '../words.ts';

export const ratings: Words['ratings'] = {
  question: (number) => `Tu solicitud ${number} está resuelta. ¿Qué te ha parecido nuestra ayuda?`,
  youAsked: 'Habías preguntado:',
  whoReads:
    'No tienes que responder. Solo lo leen nuestros responsables, y no quien te ayudó, salvo que sea nuestro único responsable.',
  points: ['Muy mal', 'Mal', 'Ni bien ni mal', 'Bien', 'Muy bien'],
  thanks: (point) => `¡Gracias! Tu respuesta: *${point}*.`,
  sorry: (point) => `Gracias por decírnoslo. Tu respuesta: *${point}*. Lo sentimos; un responsable lo mira hoy.`,
  addComment: 'Añadir un comentario',
  commentTitle: 'Tu comentario',
  commentLabel: '¿Qué deberíamos saber?',
  commentHint: 'Solo lo leen nuestros responsables.',
  send: 'Enviar',
  cancel: 'Cancelar',
  commentKept: 'También tenemos tu comentario.',
  cameBack: (number) => `Tu solicitud ${number} está abierta otra vez, así que todavía no te preguntamos qué te pareció.`,
  expired: (number) =>
    `La pregunta sobre tu solicitud ${number} ya ha terminado. ¡Gracias de todos modos! Si algo no está bien, escríbenos.`,
  answeredAlready: 'Ya has respondido a esto, ¡gracias!',
  overNow: 'Esta pregunta ya ha terminado y no he recogido tu respuesta. Si algo no está bien, escríbenos.',
  commentedAlready: 'Ya tenemos un comentario tuyo, ¡gracias! Para contarnos más, escribe en tu solicitud.',
  thankYou: (channel) => `¡Gracias! Respondiste a la pregunta de alguien en ${channel}, y le ayudó.`,
  thankYouAnywhere: '¡Gracias! Respondiste a la pregunta de alguien, y le ayudó.',
  mayWeSaySo: (channel) => `¿Podemos decirlo en ${channel}? Pondríamos tu nombre, sin decir de qué se trataba.`,
  yes: 'Sí, con gusto',
  no: 'No, gracias',
  saidSo: (channel) => `¡Gracias! Lo decimos en ${channel}.`,
  keptQuiet: 'De acuerdo, queda entre nosotros. ¡Gracias otra vez!',
  thanksAnsweredAlready: 'Ya nos lo has dicho, ¡gracias!',
  notThanked: 'Esta pregunta es para otra persona, así que no he hecho nada.',
  publicThanks: (member) => `:raised_hands: ${member} respondió a la pregunta de otro miembro. ¡Gracias!`,
};
