import type { Words } from '../words.ts';

export const help: Words['help'] = {
  pointer: (member, channels) =>
    `¡Hola, ${member}! Me ocupo de las solicitudes en ${anyOf(channels)}. Escribe allí tu pregunta, con tus palabras. Alguien de nuestro equipo te responde en su hilo.`,
  howToAsk: (channels) =>
    `*Cómo pedir ayuda*\nEscribe tu pregunta en ${anyOf(channels)}, con tus palabras. Alguien de nuestro equipo responde en su hilo.\nO escribe \`/ticket\` donde sea, o escríbeme aquí: entonces solo lo lee nuestro equipo. En mi pestaña de inicio ves todas tus solicitudes.`,
  tooMany: (most) =>
    `Escribiste más de ${most} mensajes en un minuto, así que dejé de leer por ahora. Espera un minuto, por favor. Después escribe otra vez lo que falte.`,
  forAdmins: '*Para administradores*\n• `/rochdale setup` cambia canales, equipo, horario y temas',
};

const list = new Intl.ListFormat('es', { type: 'disjunction' });
const anyOf = (channels: string[]) => list.format(channels);
