import type { Words } from '../words.ts';

export const handling: Words['handling'] = {
  unmerged: (number) => `Tu solicitud ${number} sigue de nuevo por separado. Hablamos de ella aquí.`,
  splitToOwnThread: (number, from) =>
    `Una parte de lo que escribiste aquí es ahora la solicitud ${number}, para que no se pierda nada. La respondemos debajo de su propio mensaje. La solicitud ${from} sigue aquí.`,
  splitToDm: (number, from) =>
    `Una parte de lo que escribiste aquí es ahora la solicitud ${number}, para que no se pierda nada. La respondemos en un mensaje directo. La solicitud ${from} sigue aquí.`,
};
