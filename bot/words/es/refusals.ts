import type { Words } from '../words.ts';

export const refusals: Words['refusals'] = {
  notStaff:
    'Eso es para el equipo de atención. Para pedir ayuda, escribe en el canal de ayuda, con tus palabras. Si deberías estar en el equipo, pídelo a un administrador: `/rochdale setup` te añade. Después entra en el canal donde trabaja el equipo.',
  notYours: (number) => `La solicitud ${number} es de otra persona. Solo ella puede hacer eso.`,
  notYourDesk: 'Solo quienes trabajan en este servicio pueden hacer eso. Pídeselo a alguien de allí.',
  notReader: (number) => `La solicitud ${number} es privada. Solo sus lectores nombrados pueden ver lo que dice.`,
  notLead: 'Solo los responsables de este servicio pueden hacer eso. Pídelo a uno de ellos.',
  notAdmin: 'Eso es para los administradores de este espacio de Slack. Pídelo a uno de ellos.',
  notSetUp:
    '¡Hola! Todavía no estoy configurado aquí. Un administrador puede hacerlo en un minuto: escribe `/rochdale setup`. Hasta entonces, pregunta directamente a tu gente.',
  noRequest: (number) => `No hay ninguna solicitud ${number}.`,
  notFound: 'No encuentro esa solicitud. Abre otra vez tu lista de solicitudes, por favor.',
  didYouMean: (command) => `Ese no lo conozco. ¿Querías decir ${command}?`,
  noSuchCommand: (help) => `Ese no lo conozco. ${help} muestra lo que sé hacer.`,
  notAnyMore: 'Tu cuenta aquí está desactivada, así que no puedo hacerlo por ti.',
  broken: (reference) => `Lo siento, algo falló de nuestro lado (${reference}). Inténtalo de nuevo en un momento.`,
  slackIsBusy: 'Slack está demasiado ocupado para responderme ahora. Inténtalo de nuevo en un minuto.',
  notTakenIn: 'Lo siento, algo falló de nuestro lado y no pude recibir tu mensaje. Nuestro equipo ya lo sabe y lo verá.',
  notTakenInTellThem: 'Lo siento, algo falló de nuestro lado y no pude recibir tu mensaje. Díselo a quien se ocupa de mí aquí.',
  brokenTitle: 'No ha funcionado',
  back: 'Volver',
  writeFirst: 'Escribe algo primero, por favor.',
  alreadyEnded: (number) => `La solicitud ${number} ya está cerrada. Si necesitas más ayuda, pregunta otra vez.`,
  notConfidant: 'Solo pueden leerlo las personas que se nombraron cuando se envió esta encuesta.',
  notKeeper: 'Solo pueden hacerlo quienes llevan esta encuesta y nuestros responsables.',
};
