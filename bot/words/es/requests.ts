import type { Words } from '../words.ts';

export const requests: Words['requests'] = {
  somebody: 'Alguien de nuestro equipo',
  received: (number) => `Gracias, tenemos tu solicitud. Es la ${number}.`,
  answeredInThread: 'Alguien de nuestro equipo te responderá aquí, en este hilo.',
  openingHours: (hours) => `_Atendemos ${hours}. Si algo cambia, escríbelo aquí._`,
  claimed: (owner, number) => `${owner} se ocupa de tu solicitud ${number}, aquí en este hilo.`,
  waitingForYou: (owner, number) =>
    `${owner} necesita una respuesta tuya para seguir con tu solicitud ${number}. Escríbela aquí, en este hilo.`,
  waitingForOthers: (owner, number) =>
    `Tu solicitud ${number} espera a alguien de fuera de nuestro equipo. ${owner} está pendiente y te avisará aquí.`,
  resolved: (owner, number, days) =>
    `Tu solicitud ${number} está resuelta. Si no lo está, escribe aquí antes de ${days} días. ${owner} la verá otra vez.`,
  closed: (number) => `Tu solicitud ${number} está cerrada. Si necesitas más ayuda, escribe aquí y abrimos una nueva.`,
  movedToDm: (number) => `La solicitud ${number} sigue en privado. Aquí no se dice nada más de ella.`,
  fromStaff: (name) => `${name} (equipo): `,
  hours: { days: ['lun', 'mar', 'mié', 'jue', 'vie', 'sáb', 'dom'], inPlace: (place) => `(hora de ${place})` },
  youAsked: 'Preguntaste:',
  whyWeWrite: 'Por qué te escribimos:',
  afterSurvey: (survey) =>
    `Respondiste a nuestra encuesta «${survey}». Alguien de nuestro equipo ha leído tus respuestas y quiere ayudarte. Escribe aquí lo que necesites.`,
  loggedForYou: (by, contact) => `${by} anotó esto por ti después de tu contacto con nosotros (${contact}).`,
  contacts: {
    phone: 'teléfono',
    'e-mail': 'correo electrónico',
    'in person': 'en persona',
    post: 'correo postal',
    social: 'redes sociales',
  },
  goesOnHere: 'Hablamos de ella aquí, en este hilo privado.',
  merged: (number, into) =>
    `Tu solicitud ${number} trata de lo mismo que la ${into}. Seguimos con las dos juntas y te avisamos cuando esté resuelta.`,
  goesOnWith: (number, into) => `Tu solicitud ${number} sigue junto con la ${into}.`,
  doneWith: (number, into) =>
    `Tu solicitud ${number} está resuelta, junto con la ${into}. Si para ti no lo está, escribe aquí. Entonces la vemos otra vez.`,
  endedWith: (number, into) =>
    `Hemos terminado la ${into}, con la que seguía tu solicitud ${number}. Si todavía necesitas ayuda, escribe aquí. Entonces la vemos otra vez.`,
  notARequest: (number) =>
    `La solicitud ${number} ya no está en nuestra lista, así que nadie trabaja en ella. Si necesitas ayuda, escribe aquí y abrimos una nueva.`,
};
