import type { Words } from '../words.ts';

export const privacy: Words['privacy'] = {
  makePrivate: 'Seguir en privado',
  confirmTitle: '¿Seguimos en privado?',
  confirm: 'Seguimos en tu mensaje directo conmigo. Allí solo lo lee nuestro equipo. Esto no se puede deshacer.',
  yes: 'Sí, en privado',
  cancel: 'Cancelar',
  done: (number) => `La solicitud ${number} ya es privada. Seguimos en tu mensaje directo conmigo.`,
  alreadyPrivate: (number) => `La solicitud ${number} ya es privada. No hay nada más que hacer.`,
  noRequestHere: 'Este mensaje no pertenece a ninguna solicitud, así que no hay nada que hacer privado.',
  close: 'Cerrar',
  saidSoFar: 'Lo que se dijo antes:',

  holds: {
    card: 'Parece que tu mensaje contiene un número de tarjeta.',
    account: 'Parece que tu mensaje contiene un número de cuenta.',
    socialSecurity: 'Parece que tu mensaje contiene un número de la seguridad social.',
    password: 'Parece que tu mensaje contiene una contraseña. Cámbiala pronto, por favor.',
    health: 'Parece que tu mensaje dice algo sobre tu salud.',
  },
  shallWe: (number) => `Otras personas pueden leerlo en el canal. ¿Seguimos con la solicitud ${number} en privado?`,
  noThanks: 'No, gracias',
  declined: (number) => `De acuerdo, la solicitud ${number} se queda donde está.`,

  helpToDelete: (number) => `*La solicitud ${number} ya es privada.* No puedo borrar tus mensajes, pero tú sí:`,
  deleteSteps:
    '• En el ordenador: abre el enlace, señala el mensaje, pulsa *⋮* y luego *Eliminar mensaje*.\n• En el teléfono: abre el enlace, mantén pulsado el mensaje y pulsa *Eliminar mensaje*.\nGuardamos lo que escribiste, solo para nuestro equipo.',
  message: (count) => `Mensaje ${count}`,
  isDeleted: 'borrado',
  moreToDelete: (count) => `Y ${count} más: los enseño aquí cuando estos estén borrados.`,
  allDeleted: (number) => `*La solicitud ${number} ya es privada.* Tus mensajes están borrados del canal. ¡Gracias!`,

  goOnHere:
    'He pasado a nuestro equipo lo que escribiste en el canal. A partir de ahora, escribe aquí: aquí solo lo lee nuestro equipo.',
};
