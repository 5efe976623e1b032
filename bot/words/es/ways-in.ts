import type { Words } from '../words.ts';

export const waysIn: Words['waysIn'] = {
  offer: (asker, place, link) =>
    `${asker} piensa que <${link}|lo que escribiste> en ${place} puede ser una solicitud. ¿Quieres que nuestro equipo se ocupe? Entonces alguien te responde en su hilo.`,
  thatPlace: 'esa conversación',
  offerYes: 'Sí, por favor',
  offerNo: 'No, gracias',
  offerTaken: 'Gracias. Lo paso a nuestro equipo.',
  offerDeclined: 'De acuerdo, lo dejamos así.',
  offerAnswered: 'Ya respondiste a esto, gracias.',
  offerGone: 'Esta pregunta no es para ti, o ya no está.',
  askedAuthor: (author) => `Gracias. Le pregunto a ${author} si quiere que nuestro equipo se ocupe.`,
  askedAlready: (author) => `Ya le preguntamos a ${author}, gracias.`,
  isRequest: (number) => `Nuestro equipo la tiene: es la solicitud ${number}. La respuesta llega en su hilo.`,
  isRequestInDm: (number) => `Nuestro equipo la tiene: es la solicitud ${number}. Te respondemos en tus mensajes conmigo.`,
  belongsTo: (number) => `Esto ya es parte de la solicitud ${number}. Nuestro equipo la tiene.`,
  notByAMember:
    'Eso no lo escribió una persona, así que no puedo hacer de ello una solicitud. Si necesitas ayuda con ello, escribe `/ticket`.',
  byOurTeam: 'Eso lo escribió nuestro equipo. Para pedir ayuda, escribe con tus palabras o escribe `/ticket`.',
  isGone: 'Ese mensaje ya no está.',
  cannotRead: (place) =>
    `No puedo leer lo que se escribe en ${place}, así que no pude hacer de ello una solicitud. Escríbeme aquí, con tus palabras.`,
  directPointer: (member) =>
    `¡Hola, ${member}! Escribe aquí tu pregunta, con tus palabras. Alguien de nuestro equipo te responde. O escribe \`/ticket\` donde sea.`,
  staffPointer:
    '¡Hola! `/triage help` muestra lo que puedes escribir. Los botones de las tarjetas hacen lo mismo. En un hilo no funcionan los comandos: pulsa ⋮ en el mensaje. Si necesitas ayuda tú, escribe `/ticket`.',
  welcome: '¡De nada!',
  answerTaken: (number) => `Añadí esto a tu solicitud ${number}.`,
  somethingNew: 'Es algo nuevo',
  splitOff: (number) => `De acuerdo, ahora es una solicitud aparte: la ${number}.`,
  splitAlready: 'Eso ya es una solicitud aparte.',
  formTitle: 'Pedir ayuda',
  formSend: 'Enviar',
  formCancel: 'Cancelar',
  formDesk: '¿Quién te puede ayudar?',
  formTopic: '¿De qué se trata?',
  formTopicHint: 'Puedes dejarlo vacío.',
  formText: 'Tu pregunta',
  formTextHint: 'Con tus palabras. Si se trata de un archivo, envíamelo después en la pestaña de mensajes.',
  formPrivate: 'Privacidad',
  formPrivateChoice: 'Que sea privado',
  formPrivateHint: 'Entonces solo pocas personas de nuestro equipo pueden leerlo.',
  formEmpty: 'Escribe primero tu pregunta, por favor.',
  formDone: (number) =>
    `*Gracias, la tenemos: solicitud ${number}.*\nTe respondemos en la pestaña de mensajes, en tus mensajes conmigo.`,
  formDoneTitle: 'La tenemos',
  formClose: 'Cerrar',
};
