import type { Words } from '../words.ts';

export const formFields: Words['formFields'] = {
  decimalMark: ',',
  missing: 'Rellena esto, por favor.',
  tooLong: (most) => `Déjalo en ${most} caracteres como mucho, por favor.`,
  notANumber: (typed) => `«${typed}» no es un número. Escribe solo cifras, por ejemplo 12 o 12,5.`,
  notADay: 'Elige un día, por favor.',
  notAChoice: 'Elige algo de la lista, por favor. Puede haber cambiado desde que abriste esto.',
  notAPerson: 'Elige a alguien de la lista, por favor.',
  notAnAddress: (typed) => `«${typed}» no es una dirección de correo. Escribe una como ana@example.org.`,
  notAFile: 'Ese archivo no ha llegado. Elígelo otra vez, por favor.',
  tooManyFiles: (most) => `Elige ${most} archivos como mucho, por favor.`,
};
